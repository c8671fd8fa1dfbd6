using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Alignment;

/// <summary>hash_to_group, ristretto255_XMD:SHA-512_R255MAP_RO_: what an id becomes before it is masked.</summary>
/// <remarks>The session is part of the tag, so that one id is unrelated elements in two sessions. Thread-safe. Source: RFC 9380, section 5.3.1 and appendix B; PROTOCOL 5.1 step 1.</remarks>
internal sealed class GroupHash
{
    private readonly byte[] _tag;

    /// <summary>Takes the whole domain-separation tag.</summary>
    public GroupHash(ReadOnlySpan<byte> tag) => _tag = tag.ToArray();

    /// <summary>The hash of a session.</summary>
    public static GroupHash OfSession(ReadOnlySpan<byte> session) => new([.. Encoding.ASCII.GetBytes(Labels.Psi), .. session]);

    /// <summary>Hashes a message to an element.</summary>
    public void Hash(ReadOnlySpan<byte> message, Span<byte> element)
    {
        Span<byte> uniform = stackalloc byte[RistrettoGroup.UniformLength];
        ExpandMessage.Xmd(message, _tag, uniform);
        RistrettoGroup.Map(uniform, element);
        CryptographicOperations.ZeroMemory(uniform);
    }
}
