using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

public sealed class EnvelopeTests : IDisposable
{
    private static readonly byte[] Session = SHA256.HashData("session"u8);
    private static readonly byte[] Previous = SHA256.HashData("previous"u8);
    private static readonly byte[] Payload = [1, 2, 3, 4, 5];
    private readonly EphemeralCredentials _credentials = new(new PartyId("coordinator"), [new PartyId("bänk-0"), new PartyId("bank-1")], TimeProvider.System);

    public static TheoryData<string> Fields() => ["payload", "sender", "session", "round", "attempt", "kind", "prev", "signature", "swapped signature", "zero signature", "order as signature"];

    public void Dispose() => _credentials.Dispose();

    [Fact]
    public void Signature_CoversTheSpecifiedBytes()
    {
        Envelope envelope = Sign();
        byte[] sender = Encoding.UTF8.GetBytes("bänk-0");
        byte[] signed =
        [
            .. "agricredit/v1/envelope"u8,
            .. SHA256.HashData(Payload),
            .. Le32((uint)sender.Length),
            .. sender,
            .. Session,
            .. Le64(0x0102030405060708),
            .. Le32(7),
            .. Le32((uint)MessageKind.MaskedInput),
            .. Previous,
        ];
        using ECDsa key = _credentials.Identity(new PartyId("bänk-0")).Certificate.GetECDsaPublicKey()!;
        Assert.Equal(64, envelope.Wire.Signature.Length);
        Assert.True(key.VerifyData(signed, envelope.Wire.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Null(envelope.Check(_credentials.Roster, Payload.Length));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void AnyChangedField_IsABadSignature(string field)
    {
        Wire.Envelope wire = Sign().Wire.Clone();
        switch (field)
        {
            case "payload":
                wire.Payload = ByteString.CopyFrom(1, 2, 3, 4, 4);
                break;
            case "sender":
                wire.Sender = "bank-1";
                break;
            case "session":
                wire.Session = Flip(wire.Session);
                break;
            case "round":
                wire.Round++;
                break;
            case "attempt":
                wire.Attempt++;
                break;
            case "kind":
                wire.Kind++;
                break;
            case "prev":
                wire.Prev = Flip(wire.Prev);
                break;
            case "signature":
                wire.Signature = Flip(wire.Signature);
                break;
            case "swapped signature":
                wire.Signature = ByteString.CopyFrom([.. wire.Signature.Span[32..], .. wire.Signature.Span[..32]]);
                break;
            case "zero signature":
                wire.Signature = ByteString.CopyFrom(new byte[64]);
                break;
            default:
                wire.Signature = ByteString.CopyFrom([.. Enumerable.Repeat((byte)0xFF, 64)]);
                break;
        }

        Assert.Equal(RejectionReason.BadSignature, Envelope.FromWire(wire).Check(_credentials.Roster, 1024));
    }

    [Fact]
    public void PayloadOverTheLimit_IsRefusedBeforeItsSignature()
    {
        Wire.Envelope wire = Sign().Wire.Clone();
        wire.Signature = ByteString.Empty;
        Assert.Equal(RejectionReason.PayloadTooLarge, Envelope.FromWire(wire).Check(_credentials.Roster, Payload.Length - 1));
    }

    [Fact]
    public void Transcript_ChainsTheSpecifiedBytes()
    {
        Envelope plan = Sign([1], MessageKind.SessionPlan);
        Envelope directory = Sign([2], MessageKind.KeyDirectory);
        Envelope roundPlan = Sign([3], MessageKind.RoundPlan);
        Envelope publish = Sign([4], MessageKind.Publish);
        byte[] start = SHA256.HashData([.. "agricredit/v1/session"u8, .. SHA256.HashData([1]), .. SHA256.HashData([2])]);
        Assert.Equal(start, Transcript.Start(plan, directory));
        byte[] next = SHA256.HashData([.. "agricredit/v1/round"u8, .. start, .. Le64(0x0102030405060708), .. Le32(7), .. SHA256.HashData([3]), .. SHA256.HashData([4])]);
        Assert.Equal(next, Transcript.Next(start, roundPlan, publish));
    }

    [Fact]
    public void ModelHash_IsThatOfTheIeeeBytes() =>
        Assert.Equal(
            SHA256.HashData([.. "agricredit/v1/model"u8, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x80]),
            FederatedFit.ModelHash([1.0, -0.0]));

    [Fact]
    public void Labels_AreUniqueAndOfOneNamespace()
    {
        string[] labels =
        [
            .. new[] { typeof(Coordinator).Assembly, typeof(AgriCredit.Privacy.PairSecret).Assembly }
                .SelectMany(assembly => assembly.GetTypes().Where(type => type.Name == "Labels"))
                .SelectMany(type => type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
                .Where(field => field.IsLiteral)
                .Select(field => (string)field.GetRawConstantValue()!),
        ];
        Assert.True(labels.Length >= 10);
        Assert.Equal(labels.Length, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.All(labels, label => Assert.StartsWith("agricredit/v1/", label, StringComparison.Ordinal));

        // None begins with another, or what follows one could be read as the rest of the other.
        Assert.All(labels, label => Assert.Single(labels, other => other.StartsWith(label, StringComparison.Ordinal)));
    }

    private Envelope Sign() => Sign(Payload, MessageKind.MaskedInput);

    private Envelope Sign(byte[] payload, MessageKind kind) =>
        Envelope.Sign(_credentials.Identity(new PartyId("bänk-0")), payload, kind, Session, 0x0102030405060708, 7, Previous);

    private static ByteString Flip(ByteString bytes)
    {
        byte[] flipped = bytes.ToByteArray();
        flipped[^1] ^= 1;
        return ByteString.CopyFrom(flipped);
    }

    private static byte[] Le32(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Le64(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
