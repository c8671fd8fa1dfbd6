namespace AgriCredit.Fuzz;

/// <summary>A reader of bytes that somebody else chose, and how it may say no.</summary>
/// <param name="Name">Its name on the command line, and its folder in the corpus.</param>
/// <param name="Read">Reads; returns when the bytes were taken, or turned away by a value.</param>
/// <param name="Refusal">The one exception by which it may turn bytes away; null when there is none.</param>
/// <param name="Seeds">Inputs to begin with, most of them well-formed.</param>
internal sealed record Decoder(string Name, Action<byte[]> Read, Type? Refusal, Func<IEnumerable<byte[]>> Seeds)
{
    /// <summary>Reads, and lets any other exception through.</summary>
    /// <returns>Whether the bytes were taken.</returns>
    public bool Run(byte[] bytes)
    {
        try
        {
            Read(bytes);
            return true;
        }
        catch (Exception exception) when (exception.GetType() == Refusal)
        {
            return false;
        }
    }
}
