namespace AgriCredit.Privacy.Tests;

/// <summary>The two ways to the keystream; the processor's own is listed where it has one.</summary>
internal static class MaskPaths
{
    public static TheoryData<bool> Portable => MaskStream.IsPortable ? [true] : [true, false];

    public static MaskStream Open(byte[] key, bool portable) => new(SecretBytes.CopyOf(key), portable);

    public static ulong[] Words(MaskStream stream, long position, int count)
    {
        ulong[] words = new ulong[count];
        stream.AddTo(position, words);
        return words;
    }
}
