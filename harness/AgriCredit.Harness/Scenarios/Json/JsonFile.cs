using System.Text;
using System.Text.Json;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Reads the JSON files that people write: comments and commas at the end are allowed, size and depth are bounded.</summary>
internal static class JsonFile
{
    /// <summary>Such a file is a page of text; more is a mistake such as a data file in its place.</summary>
    private const int LargestFileBytes = 4 << 20;

    private const int DeepestNesting = 32;

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">Names its kind in messages, such as "scenario".</param>
    /// <exception cref="FileNotFoundException">There is none; the caller knows what to say.</exception>
    /// <exception cref="DirectoryNotFoundException">Likewise.</exception>
    /// <exception cref="HarnessException">It is too large or cannot be read; exit code 2.</exception>
    public static byte[] ReadBytes(string path, string what)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > LargestFileBytes)
            {
                throw new HarnessException(ExitCode.Usage, $"{path}: {file.Length} bytes are too many for a {what} (at most {LargestFileBytes}).");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is (IOException or UnauthorizedAccessException) and not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new HarnessException(ExitCode.Usage, $"The {what} '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Parses a file's bytes.</summary>
    /// <exception cref="HarnessException">They are not JSON; exit code 2, with line and column.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string source)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        ReadOnlyMemory<byte> text = utf8.Span.StartsWith(mark) ? utf8[mark.Length..] : utf8;
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DeepestNesting };
        try
        {
            ReadTexts(text.Span);
            return JsonDocument.Parse(text, options);
        }
        catch (InvalidOperationException exception)
        {
            // How System.Text.Json reports bytes that are not UTF-8, and an escape such as \ud800 without its other half; a document would find them only where it is read.
            throw new HarnessException(ExitCode.Usage, $"{source}: not JSON: a text in it is not Unicode.", exception);
        }
        catch (JsonException exception)
        {
            string reason = exception.Message.Split(" LineNumber:")[0];
            throw new HarnessException(ExitCode.Usage, $"{source}({exception.LineNumber + 1},{exception.BytePositionInLine + 1}): not JSON: {reason}", exception);
        }
    }

    private static void ReadTexts(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DeepestNesting });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
            }
        }
    }
}
