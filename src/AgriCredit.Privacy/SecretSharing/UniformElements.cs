using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>Uniform elements of F from the operating system: 61 bits each, p rejected and drawn again.</summary>
internal static class UniformElements
{
    /// <summary>Fills the span.</summary>
    public static void Draw(Span<ulong> elements)
    {
        while (!elements.IsEmpty)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(elements));
            elements = elements[Accept(elements)..];
        }
    }

    /// <summary>Moves to the front the low 61 bits of every word where they are not p.</summary>
    /// <returns>How many there are.</returns>
    /// <remarks>Which words are rejected says nothing of those that are kept.</remarks>
    public static int Accept(Span<ulong> words)
    {
        int accepted = 0;
        foreach (ulong word in words)
        {
            ulong element = word & Field61.Prime;
            if (element != Field61.Prime)
            {
                words[accepted++] = element;
            }
        }

        return accepted;
    }
}
