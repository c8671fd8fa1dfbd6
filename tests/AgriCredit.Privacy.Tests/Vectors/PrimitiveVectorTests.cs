using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Privacy.Tests;

/// <summary>Published known answers of the primitives, through our code where it has them and otherwise through the platform as our code calls it.</summary>
public sealed class PrimitiveVectorTests
{
    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void MaskStream_FirstBlock_IsTheEncryptionOfZero(bool portable)
    {
        foreach (JsonElement vector in VectorFile.Read("aes-128.json").All("zero_block"))
        {
            using MaskStream stream = MaskPaths.Open(vector.Bytes("key"), portable);
            ulong[] words = new ulong[2];
            stream.AddTo(0, words);
            byte[] expected = vector.Bytes("ciphertext");
            Assert.Equal(BinaryPrimitives.ReadUInt64LittleEndian(expected), words[0]);
            Assert.Equal(BinaryPrimitives.ReadUInt64LittleEndian(expected.AsSpan(8)), words[1]);
        }
    }

    // The counters of SP 800-38A F.5.1 do not begin at 0. They vouch for the platform's AES, which vouches for the streams (MaskStreamTests).
    [Fact]
    public void PlatformAes_CounterBlocks_MatchSp80038A()
    {
        JsonElement ctr = VectorFile.Read("aes-128.json").GetProperty("ctr");
        using Aes aes = Aes.Create();
        aes.SetKey(ctr.Bytes("key"));
        foreach (JsonElement block in ctr.All("blocks"))
        {
            byte[] output = aes.EncryptEcb(block.Bytes("input"), PaddingMode.None);
            Assert.Equal(block.Bytes("output"), output);
            Assert.Equal(block.Bytes("ciphertext"), output.Zip(block.Bytes("plaintext"), (a, b) => (byte)(a ^ b)));
        }
    }

    [Fact]
    public void Hkdf_MatchesRfc5869()
    {
        foreach (JsonElement vector in VectorFile.Read("hkdf-sha256.json").All("vectors"))
        {
            byte[] prk = new byte[32];
            byte[] okm = new byte[vector.Bytes("okm").Length];
            HKDF.Extract(HashAlgorithmName.SHA256, vector.Bytes("ikm"), vector.Bytes("salt"), prk);
            HKDF.Expand(HashAlgorithmName.SHA256, prk, okm, vector.Bytes("info"));
            Assert.Equal(vector.Bytes("prk"), prk);
            Assert.Equal(vector.Bytes("okm"), okm);
            Assert.Equal(prk, Reference.Extract(vector.Bytes("salt"), vector.Bytes("ikm")));
            Assert.Equal(okm, Reference.Expand(prk, vector.Bytes("info"), okm.Length));
        }
    }

    [Theory]
    [InlineData("vectors")]
    [InlineData("leading_zero")]
    public void Agree_ExtractsTheRawCoordinate(string group)
    {
        byte[] salt = SimulatedRound.Bytes("salt");
        foreach (JsonElement vector in VectorFile.Read("ecdh-p256.json").All(group))
        {
            using EphemeralKey key = Import(vector);
            using SecretBytes? secret = key.Agree(vector.Bytes("public"), salt);
            Assert.Equal(Reference.Extract(salt, vector.Bytes("z")), secret!.Span.ToArray());
        }
    }

    [Fact]
    public void Agree_WithAnInvalidPoint_IsNull()
    {
        JsonElement file = VectorFile.Read("ecdh-p256.json");
        using EphemeralKey key = Import(file.All("vectors")[0]);
        foreach (JsonElement bad in file.All("bad_public_keys"))
        {
            Assert.True(key.Agree(bad.Bytes("public"), SimulatedRound.Bytes("salt")) is null, bad.Text("why"));
        }
    }

    [Fact]
    public void AesGcm_MatchesCavp()
    {
        foreach (JsonElement vector in VectorFile.Read("aes-256-gcm.json").All("vectors"))
        {
            using var aes = new AesGcm(vector.Bytes("key"), 16);
            byte[] plaintext = vector.Bytes("plaintext");
            byte[] ciphertext = new byte[plaintext.Length];
            byte[] tag = new byte[16];
            aes.Encrypt(vector.Bytes("iv"), plaintext, ciphertext, tag);
            Assert.Equal(vector.Bytes("ciphertext"), ciphertext);
            Assert.Equal(vector.Bytes("tag"), tag);
        }
    }

    [Fact]
    public void AesGcm_WithAChangedBit_Refuses()
    {
        foreach (JsonElement bad in VectorFile.Read("aes-256-gcm.json").All("bad_vectors"))
        {
            using var aes = new AesGcm(bad.Bytes("key"), 16);
            byte[] plaintext = new byte[bad.Bytes("ciphertext").Length];
            Assert.Throws<AuthenticationTagMismatchException>(() => aes.Decrypt(bad.Bytes("iv"), bad.Bytes("ciphertext"), bad.Bytes("tag"), plaintext));
            Assert.All(plaintext, value => Assert.Equal(0, value));
        }
    }

    private static EphemeralKey Import(JsonElement vector) => new(ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = vector.Bytes("private"),
        Q = new ECPoint { X = vector.Bytes("private_x"), Y = vector.Bytes("private_y") },
    }));
}
