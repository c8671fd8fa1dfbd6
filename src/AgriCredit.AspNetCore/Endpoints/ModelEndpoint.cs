using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AgriCredit.AspNetCore;

/// <summary>The model card: Markdown for people, JSON for programs that ask for it.</summary>
internal static class ModelEndpoint
{
    internal static async Task<int> HandleAsync(HttpContext context, ScoringService service)
    {
        ServedModel model = service.RequireModel();
        context.Response.Headers[Answer.ModelHeader] = model.Digest;
        context.Response.Headers.Vary = "Accept";
        bool json = PrefersJson(context.Request);
        await Answer.BytesAsync(context, json ? Answer.Json : $"{Answer.Markdown}; charset=utf-8", json ? model.Description : model.Card);
        return StatusCodes.Status200OK;
    }

    private static bool PrefersJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted) && Quality(accepted, Answer.Json) > Quality(accepted, Answer.Markdown);

    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type) =>
        accepted.Where(value => value.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(value => value.Quality ?? 1).DefaultIfEmpty(0).Max();
}
