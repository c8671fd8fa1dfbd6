using System.Collections;
using System.Globalization;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AgriCredit.Adversary.Tests;

/// <summary>Secrets in what is meant to be read: texts of objects and messages, failures, exceptions.</summary>
public sealed class PrintedSecretTests
{
    [Fact]
    [Attack(AttackCatalogue.PrintedSecrets, Against.Naive)]
    public void RecordAndMessage_PrintTheirKeys()
    {
        byte[] key = SecretBytes.Random(32).Export();
        Assert.Contains(Convert.ToHexString(key), new NaiveKey("bank-1", Convert.ToHexString(key)).ToString(), StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(key)[..12], new BytesValue { Value = ByteString.CopyFrom(key) }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Attack(AttackCatalogue.PrintedSecrets, Against.Ours)]
    public void EverythingAPartyHolds_PrintsNoSecret()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId[] survivors = [.. coordinator.Ids.Take(4)];
        Envelope[] acks = [.. coordinator.Parties.Take(4).Select(each => each.Accept(coordinator.SurvivorsFor(each.Id, survivors)).Outgoing)];
        Puppet party = coordinator.Parties[0].Accept(coordinator.Request(survivors, acks));
        var state = Wire.PartyState.Parser.ParseFrom(coordinator.Federation.Parties[0].Store.Read(PartyStateKeys.Session));
        var unmask = Wire.Unmask.Parser.ParseFrom(party.Outgoing.Payload.Span);
        var secrets = new Secrets();
        secrets.Add(state.GroupKey, state.Round.OwnShare);
        secrets.Add([.. state.Peers.SelectMany(peer => new[] { peer.Masks, peer.Box })]);
        secrets.Add([.. state.Round.Shares.Select(share => share.Share_)]);
        secrets.Add([.. unmask.Shares, .. unmask.Leaves]);
        foreach (SigningIdentity identity in coordinator.Federation.Parties.Select(options => options.Identity))
        {
            using System.Security.Cryptography.ECDsa key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(identity.Certificate)!;
            secrets.Add(ByteString.CopyFrom(key.ExportParameters(includePrivateParameters: true).D));
        }

        Assert.True(secrets.Count > 20);
        int texts = 0;
        foreach (object value in Reachable([party.Stage, party.Context, coordinator.Federation.Parties[0], state, unmask, .. party.Sent, .. party.Sent.Select(message => message.Wire)]))
        {
            secrets.AssertNotIn(value.ToString() ?? "", value.GetType().FullName!);
            texts++;
        }

        Assert.True(texts > 100, $"Only {texts} objects were reached.");
        Assert.Contains(state.Peers, peer => peer.ToString().Contains("redacted", StringComparison.Ordinal));
        secrets.AssertNotIn(new Wire.CoordinatorEvent { Received = party.Outgoing.Wire }.ToString(), "event");
    }

    [Fact]
    [Attack(AttackCatalogue.PrintedSecrets, Against.Ours)]
    public void StateBeforeTheKeysAreAgreed_PrintsNoSecret()
    {
        using var coordinator = new CorruptCoordinator(3);
        coordinator.Parties[0].Accept(coordinator.Propose());
        var state = Wire.PartyState.Parser.ParseFrom(coordinator.Federation.Parties[0].Store.Read(PartyStateKeys.Session));
        var secrets = new Secrets();
        secrets.Add(state.MaskKey, state.BoxKey);
        secrets.AssertNotIn(state.ToString(), "state");
        secrets.AssertNotIn(StateChange.Set("key", state.MaskKey.Memory).ToString(), "change");
    }

    /// <summary>Every way a party can be made to fail, by every kind of message: what it says names reasons and parties, never a value, mask or share.</summary>
    [Fact]
    [Attack(AttackCatalogue.PrintedSecrets, Against.Ours)]
    public void Failures_HoldNoSecretAndNoValue()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(4).SetUp();
        coordinator.BeginRound();
        var state = Wire.PartyState.Parser.ParseFrom(coordinator.Federation.Parties[0].Store.Read(PartyStateKeys.Session));
        var secrets = new Secrets();
        secrets.Add(state.GroupKey, state.Round.OwnShare);
        secrets.Add([.. state.Peers.SelectMany(peer => new[] { peer.Masks, peer.Box })]);
        secrets.Add(coordinator.Rows[0].Column(0).ToArray().Take(20));
        int failures = 0;
        foreach (MessageKind kind in System.Enum.GetValues<MessageKind>())
        {
            foreach (byte[] payload in new byte[][] { [], [0xFF], state.GroupKey.ToByteArray(), coordinator.RoundPlan.Payload.ToArray() })
            {
                Envelope message = coordinator.RoundPlan.Forge(coordinator.Federation.CoordinatorIdentity, payload: payload, kind: kind);
                Puppet party = coordinator.Copy(coordinator.Parties[0]).Accept(message);
                failures += party.Failure is null ? 0 : 1;
                secrets.AssertNotIn($"{party.Failure}", $"{kind}");
                secrets.AssertNotIn($"{party.Failure?.Subject} {message} {message.Wire}", $"{kind}");
            }
        }

        Assert.True(failures > 70);
        secrets.AssertNotIn(Assert.Throws<ArgumentException>(() => MaskStream.FromKey(state.GroupKey.Span)).ToString(), "key length");
        secrets.AssertNotIn(Assert.Throws<ArgumentException>(() => new PairSecret(SecretBytes.CopyOf(state.GroupKey.Span[..16]))).ToString(), "secret length");
    }

    /// <summary>All objects of the product that can be reached through fields, themselves and their collections.</summary>
    private static IEnumerable<object> Reachable(IReadOnlyList<object> roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var next = new Queue<object>(roots);
        while (next.TryDequeue(out object? value))
        {
            if (!seen.Add(value))
            {
                continue;
            }

            if (value.GetType().Namespace?.StartsWith("AgriCredit", StringComparison.Ordinal) == true)
            {
                yield return value;
            }
            else if (value is IEnumerable and not string)
            {
                foreach (object item in ((IEnumerable)value).Cast<object?>().Where(item => item is not null && !item.GetType().IsPrimitive).Take(100).OfType<object>())
                {
                    next.Enqueue(item);
                }

                continue;
            }

            for (System.Type? type = value.GetType(); type is not null && IsWalked(type); type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsByRefLike && field.GetValue(value) is { } content)
                    {
                        next.Enqueue(content);
                    }
                }
            }
        }
    }

    private static bool IsWalked(System.Type type) =>
        type.Namespace?.StartsWith("AgriCredit", StringComparison.Ordinal) == true || type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) || type.FullName.StartsWith("System.Collections.Generic.KeyValuePair", StringComparison.Ordinal);

    /// <summary>The mistake.</summary>
    private sealed record NaiveKey(string Party, string Key);

    /// <summary>What must not be found, in the forms in which a text would hold it.</summary>
    private sealed class Secrets
    {
        private readonly HashSet<string> _forms = [];

        public int Count => _forms.Count;

        public void Add(params IEnumerable<ByteString> values)
        {
            foreach (byte[] value in values.Where(value => !value.IsEmpty).Select(value => value.ToByteArray()))
            {
                // A share begins with its place, which is public.
                byte[] content = value.Length == SelfMask.ShareLength ? value[8..] : value;
                _forms.Add(Convert.ToHexString(content.AsSpan(0, 8)));
                _forms.Add(BitConverter.ToString(content, 0, 8));
                _forms.Add(string.Join(", ", content.Take(8)));
                _forms.Add(string.Join(',', content.Take(8)));
                for (int offset = 0; offset < 3; offset++)
                {
                    _forms.Add(Convert.ToBase64String(value, value.Length - content.Length + offset, 9));
                }
            }
        }

        public void Add(IEnumerable<double> values)
        {
            foreach (double value in values)
            {
                _forms.Add(value.ToString("R", CultureInfo.InvariantCulture));
            }
        }

        public void AssertNotIn(string text, string where)
        {
            foreach (string form in _forms)
            {
                Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"{where} prints a secret.");
            }
        }
    }
}
