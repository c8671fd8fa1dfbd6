using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AgriCredit.AspNetCore;

/// <summary>The page to try an applicant: one file, nothing from elsewhere, and a policy that lets it load nothing from elsewhere.</summary>
internal static class PageEndpoint
{
    private const string RootPlaceholder = "{{root}}";

    private static readonly string Page = Read();

    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; script-src '{HashOf("script")}'; style-src '{HashOf("style")}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static async Task<int> HandleAsync(HttpContext context, string prefix)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        string root = WebUtility.HtmlEncode(context.Request.PathBase.Value + "/" + prefix.Trim('/')).TrimEnd('/');
        await Answer.BytesAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page.Replace(RootPlaceholder, root, StringComparison.Ordinal)));
        return StatusCodes.Status200OK;
    }

    private static string HashOf(string element)
    {
        int start = Page.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        int end = Page.IndexOf($"</{element}>", StringComparison.Ordinal);
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Page[start..end])))}";
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(PageEndpoint).Assembly.GetManifestResourceStream("page.html")!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
