using System.Text.Json;
using System.Text.Unicode;

namespace AgriCredit;

/// <summary>Model files: one model as JSON, complete, checked against its own digest and its golden vectors whenever it is loaded.</summary>
/// <remarks>
/// <para>The key <c>sha256</c> holds the SHA-256, in lower-case hexadecimal, over the canonical form (RFC 8785) of the file's object without that key. White space, line ends and the order
/// of keys may therefore change on the way; nothing else may. The digest finds damage; only a signature over it would find a forger.</para>
/// <para>Loading refuses what it does not know: a later format version, an unknown or repeated key, a number that is no finite double.
/// A key is there even where its value is null, so a reader need not guess.</para>
/// <para>Versions: any change of keys or of what they mean is a new <see cref="FormatVersion"/>. This library reads every version from 1 to its own and writes its own; a file of an earlier version
/// gives the scores it always gave. Version 2 added logarithms, bounds, bins, policies for values out of range, directions, groups and reasons.</para>
/// </remarks>
public static class ModelFile
{
    /// <summary>The format version that this library writes. It reads this one and all before it.</summary>
    public const int FormatVersion = 2;

    /// <summary>The largest model file, in bytes; reading stops there. A model of <see cref="CreditModel.MaximumFeatures"/> features with names of usual length fits.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    // Seven levels are used; the parser refuses more than eight before it recurses or allocates for them.
    private const int Levels = 8;

    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = Levels };

    // A repeated key is found when the digest is taken, for which all keys are sorted.
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = Levels };

    /// <summary>Loads a model file and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The file is too large, is not JSON, has another version, another digest, invalid content, or a golden vector that scores otherwise here.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static CreditModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return LoadAccepted(path, _ => { });
    }

    /// <summary>Loads a model file whose bytes have to be accepted before they are parsed.</summary>
    internal static CreditModel LoadAccepted(string path, Action<byte[]> accept)
    {
        try
        {
            byte[] content = Read(path);
            accept(content);
            return Parse(content);
        }
        catch (ModelFileException exception)
        {
            throw exception.At(path);
        }
    }

    /// <summary>The bytes of a file, as far as a model file may be long.</summary>
    internal static byte[] Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return ReadBounded(file);
    }

    /// <summary>Reads a model from the content of a model file and checks it as <see cref="Load"/> does.</summary>
    /// <param name="content">UTF-8, at most <see cref="MaximumBytes"/>.</param>
    /// <exception cref="ModelFileException">As for <see cref="Load"/>.</exception>
    public static CreditModel Parse(ReadOnlyMemory<byte> content)
    {
        if (content.Length > MaximumBytes)
        {
            throw TooLarge(content.Length);
        }

        if (!Utf8.IsValid(content.Span))
        {
            throw Syntax("UTF-8", "bytes that are not UTF-8", inner: null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content, DocumentOptions);
            return ModelReader.Read(document.RootElement, content);
        }
        catch (JsonException exception)
        {
            throw Syntax("JSON of at most 8 levels without repeated keys", exception.Message, exception);
        }
        catch (FormatException exception)
        {
            throw Syntax("finite numbers of 64 bits", exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            // How System.Text.Json reports an escape such as \ud800 without its other half.
            throw Syntax("texts in Unicode", exception.Message, exception);
        }
    }

    /// <summary>Saves a model: whoever opens <paramref name="path"/> sees the old file or the whole new one, never a part.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="ModelFileException">The file would be larger than <see cref="MaximumBytes"/>.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is left as it was, and nothing is left beside it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Save(CreditModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = ToBytes(model);

        // Beside the file, since a rename is atomic only within a file system.
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
        try
        {
            using (file)
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The content of a model's file. The same model gives the same bytes.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ModelFileException">The content would be larger than <see cref="MaximumBytes"/>.</exception>
    public static byte[] ToBytes(CreditModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        byte[] content = ModelWriter.Write(model);
        return content.Length <= MaximumBytes ? content : throw TooLarge(content.Length);
    }

    /// <summary>The SHA-256 that a model's file states when this library writes it.</summary>
    internal static string Digest(CreditModel model) => ModelWriter.Digest(model);

    private static byte[] ReadBounded(FileStream file)
    {
        // Grows with what is there: a length is not to be believed of a pipe or a device.
        using var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (content.Length <= MaximumBytes && file.Read(buffer) is int read and > 0)
        {
            content.Write(buffer, 0, read);
        }

        return content.Length <= MaximumBytes ? content.ToArray() : throw TooLarge(content.Length);
    }

    private static ModelFileException TooLarge(long bytes) => new(
        ModelFileFault.TooLarge, "$", $"at most {MaximumBytes} bytes", $"{bytes} or more", "A model file of usual size has some ten thousand bytes; is this one?");

    private static ModelFileException Syntax(string expected, string actual, Exception? inner) => new(
        ModelFileFault.Syntax,
        inner is JsonException { LineNumber: { } line, BytePositionInLine: { } position } ? $"line {line + 1}, byte {position + 1}" : "$",
        expected,
        actual.TrimEnd('.'),
        "Get the file again from whoever made it, or write it with this library.",
        inner);
}
