using Microsoft.AspNetCore.Http;

namespace AgriCredit.AspNetCore;

/// <summary>Many applicants in, a score or the faults of each out, in the form they came in: a JSON array, or a line for each.</summary>
internal static class BatchEndpoint
{
    internal static async Task<int> HandleAsync(HttpContext context, ScoringService service)
    {
        ServedModel model = service.RequireModel();
        HttpRequest request = context.Request;
        string type = RequestOptions.RequireMediaType(request, Answer.JsonLines, Answer.Json);
        string locale = RequestOptions.Locale(request, service.Options.DefaultLocale);
        var format = new BatchFormat(type == Answer.Json, RequestOptions.Reasons(request), locale, service.Options.MaximumApplicantBytes);
        BodyReader.BoundByReader(context, service.Options.MaximumBatchBytes);

        HttpResponse response = context.Response;
        response.ContentType = type;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers[Answer.ModelHeader] = model.Digest;
        response.Headers.ContentLanguage = locale;
        using var run = new BatchRun(model, format, service.Metrics, service.Options);
        await run.RunAsync(request.BodyReader, response.BodyWriter, context.RequestAborted);
        return StatusCodes.Status200OK;
    }
}
