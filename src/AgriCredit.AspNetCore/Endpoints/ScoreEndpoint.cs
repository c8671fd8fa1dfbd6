using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AgriCredit.AspNetCore;

/// <summary>One applicant in, a score with reasons out.</summary>
internal static class ScoreEndpoint
{
    private const int UsualAnswerBytes = 1024;

    internal static async Task<int> HandleAsync(HttpContext context, ScoringService service)
    {
        ServedModel model = service.RequireModel();
        HttpRequest request = context.Request;
        RequestOptions.RequireMediaType(request, Answer.Json);
        string locale = RequestOptions.Locale(request, service.Options.DefaultLocale);
        bool characteristics = RequestOptions.Flag(request, "characteristics");
        bool whatIf = RequestOptions.Flag(request, "whatIf");
        if (whatIf && model.CutOffPoints is null)
        {
            throw new RefusalException(StatusCodes.Status400BadRequest, FaultReason.NoCutOff, "Neither the model nor the service has a cut-off, so no change can reach it; ask without whatIf.");
        }

        var answer = new ArrayBufferWriter<byte>(UsualAnswerBytes);
        IReadOnlyList<Fault>? faults = await BodyReader.ReadAsync(context, service.Options.MaximumApplicantBytes, body => Score(body.Span, model, locale, characteristics, whatIf, answer));
        if (faults is not null)
        {
            service.Metrics.Refused(faults);
            await Answer.ProblemAsync(context, StatusCodes.Status400BadRequest, faults);
            return StatusCodes.Status400BadRequest;
        }

        service.Metrics.Scored(1);
        context.Response.Headers[Answer.ModelHeader] = model.Digest;
        context.Response.Headers.ContentLanguage = locale;
        context.Response.Headers.Vary = "Accept-Language";
        await Answer.BytesAsync(context, Answer.Json, answer.WrittenMemory);
        return StatusCodes.Status200OK;
    }

    private static IReadOnlyList<Fault>? Score(ReadOnlySpan<byte> body, ServedModel model, string locale, bool characteristics, bool whatIf, ArrayBufferWriter<byte> answer)
    {
        ApplicantScorer applicant = model.Rent();
        try
        {
            return Write(body, applicant, model, locale, characteristics, whatIf, answer);
        }
        finally
        {
            model.Return(applicant);
        }
    }

    private static IReadOnlyList<Fault>? Write(ReadOnlySpan<byte> body, ApplicantScorer applicant, ServedModel model, string locale, bool characteristics, bool whatIf, ArrayBufferWriter<byte> answer)
    {
        if (applicant.TryScore(body, explain: true, out CreditScore score, out ReadOnlySpan<ReasonCode> reasons) is { } faults)
        {
            return faults;
        }

        using var writer = new Utf8JsonWriter(answer, Answer.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("pd"u8, score.ProbabilityOfDefault.Value);
        writer.WriteNumber("points"u8, score.Points.Value);
        if (model.CutOffPoints is { } cutOff)
        {
            writer.WriteNumber("cutOffPoints"u8, cutOff);
            writer.WriteBoolean("approved"u8, score.Points.Value >= cutOff);
        }

        if (model.Scorer.CanExplain)
        {
            WriteReasons(writer, reasons, locale, whatIf ? new ChangeWriter(model, applicant.Values) : default);
        }

        if (characteristics)
        {
            WriteCharacteristics(writer, model.Scorer, applicant.Values);
        }

        writer.WriteString("model"u8, model.Digest);
        writer.WriteEndObject();
        return null;
    }

    private static void WriteReasons(Utf8JsonWriter writer, ReadOnlySpan<ReasonCode> reasons, string locale, ChangeWriter changes)
    {
        writer.WriteStartArray("reasons"u8);
        foreach (ReasonCode reason in reasons)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, reason.Code);
            writer.WriteString("text"u8, reason.TextIn(locale));
            writer.WriteNumber("pointsLost"u8, reason.PointsLost);
            changes.Write(writer, reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // Left out where a model has no centre to count from: it scores all the same.
    private static void WriteCharacteristics(Utf8JsonWriter writer, CreditScorer scorer, ReadOnlySpan<double> values)
    {
        double[] points = new double[values.Length];
        if (scorer.SplitFromCentre(values, points) is not { } centre)
        {
            return;
        }

        writer.WriteNumber("centrePoints"u8, centre.Value);
        writer.WriteStartArray("characteristics"u8);
        for (int i = 0; i < points.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("input"u8, scorer.Inputs[i]);
            writer.WriteNumber("points"u8, points[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
