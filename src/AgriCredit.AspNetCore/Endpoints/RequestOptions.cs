using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AgriCredit.AspNetCore;

/// <summary>What a request asks for beside its body.</summary>
internal static class RequestOptions
{
    /// <summary>The language of reasons: the query's <c>locale</c>, else the best that <c>Accept-Language</c> names, else the service's own.</summary>
    /// <exception cref="RefusalException">The query names a language that there is not.</exception>
    internal static string Locale(HttpRequest request, string byDefault)
    {
        if (request.Query["locale"] is [{ } asked, ..])
        {
            return Known(asked) ?? throw Unknown("locale", $"{ReasonText.EnglishLocale} or {ReasonText.ChineseLocale}");
        }

        string? best = null;
        double most = 0;
        _ = StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out IList<StringWithQualityHeaderValue>? accepted);
        foreach (StringWithQualityHeaderValue language in accepted ?? [])
        {
            double quality = language.Quality ?? 1;
            string? locale = language.Value == "*" ? byDefault : Known(language.Value.Value!);
            if (locale is not null && quality > most)
            {
                (best, most) = (locale, quality);
            }
        }

        return best ?? byDefault;
    }

    /// <summary>A yes or no in the query; no if it is not there.</summary>
    /// <exception cref="RefusalException">It is neither.</exception>
    internal static bool Flag(HttpRequest request, string name) => request.Query[name] switch
    {
        [] or ["false"] => false,
        ["true"] => true,
        _ => throw Unknown(name, "true or false"),
    };

    /// <summary>How much a batch says about reasons.</summary>
    /// <exception cref="RefusalException">The query names no such amount.</exception>
    internal static ReasonDetail Reasons(HttpRequest request) => request.Query["reasons"] switch
    {
        [] or ["codes"] => ReasonDetail.Codes,
        ["none"] => ReasonDetail.None,
        ["texts"] => ReasonDetail.Texts,
        _ => throw Unknown("reasons", "none, codes or texts"),
    };

    /// <summary>The media type of the body, in lower case without parameters.</summary>
    /// <exception cref="RefusalException">There is none, it is none of those accepted, or its charset is not UTF-8.</exception>
    internal static string RequireMediaType(HttpRequest request, params ReadOnlySpan<string> accepted)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (string candidate in accepted)
            {
                if (type.MediaType.Equals(candidate, StringComparison.OrdinalIgnoreCase))
                {
                    return candidate;
                }
            }
        }

        throw new RefusalException(StatusCodes.Status415UnsupportedMediaType, FaultReason.UnsupportedMediaType, $"Send {string.Join(" or ", accepted)} in UTF-8.");
    }

    private static string? Known(string tag) =>
        IsOrBelow(tag, "en") ? ReasonText.EnglishLocale : IsOrBelow(tag, "zh") ? ReasonText.ChineseLocale : null;

    private static bool IsOrBelow(string tag, string language) =>
        tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');

    private static RefusalException Unknown(string name, string expected) =>
        new(StatusCodes.Status400BadRequest, FaultReason.UnknownOption, $"The query's {name} is {expected}.");
}
