using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>K_ij: the secret that two parties derive the masks of their rounds from, ratcheted forward after each.</summary>
/// <remarks>Source: PROTOCOL 2.2. After <see cref="Ratchet"/> the masks of earlier rounds cannot be derived again by anybody.</remarks>
public sealed class PairSecret : IDisposable
{
    private SecretBytes _secret;

    /// <summary>Takes ownership of a secret of 32 bytes.</summary>
    /// <param name="secret">From <see cref="EphemeralKey.Agree"/>.</param>
    /// <exception cref="ArgumentException">The secret is not 32 bytes long.</exception>
    public PairSecret(SecretBytes secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"Expected {SHA256.HashSizeInBytes} bytes, got {secret.Length}.", nameof(secret));
        }

        _secret = secret;
    }

    /// <summary>The mask stream of a round: equal at both parties of the pair, unrelated for any other context.</summary>
    /// <param name="context">The round.</param>
    public MaskStream OpenRound(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return MaskStream.Derive(_secret, context.MaskInfo());
    }

    /// <summary>k_ij of a round: the key of <see cref="OpenRound"/>'s stream and of no other.</summary>
    /// <param name="context">The round.</param>
    /// <returns><see cref="MaskStream.KeyLength"/> bytes.</returns>
    /// <remarks>Given away when the peer has dropped out, so that its mask can be taken out of the sum; masks of other rounds do not follow from it.</remarks>
    public SecretBytes RoundKey(RoundContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return MaskStream.DeriveKey(_secret, context.MaskInfo());
    }

    /// <summary>Replaces the secret by its successor and erases it.</summary>
    public void Ratchet()
    {
        var next = new SecretBytes(_secret.Length);
        HKDF.Expand(HashAlgorithmName.SHA256, _secret.Span, next.Span, new InfoWriter(Labels.Ratchet).ToArray());
        _secret.Dispose();
        _secret = next;
    }

    /// <summary>A plain copy of the secret, for guarded memory; the caller clears it.</summary>
    public byte[] Export() => _secret.Export();

    /// <summary>Erases the secret.</summary>
    public void Dispose() => _secret.Dispose();
}
