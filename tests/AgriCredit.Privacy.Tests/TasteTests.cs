using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace AgriCredit.Privacy.Tests;

/// <summary>Rules of the assembly that the compiler does not check.</summary>
public sealed class TasteTests
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly Assembly Privacy = typeof(SecretBytes).Assembly;
    private static readonly Type[] Types = [.. Privacy.GetTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))];
    private static readonly string[] AllLabels = [.. typeof(Labels).GetFields(Declared).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Labels_AreUniqueAndNamed()
    {
        Assert.NotEmpty(AllLabels);
        Assert.Equal(AllLabels.Length, AllLabels.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(AllLabels, label => Assert.Matches("^agricredit/v1/[a-z-]+$", label));
    }

    // A label has no terminator: were one the beginning of another, the fields after the first could complete it to the second.
    [Fact]
    public void Labels_NoneBeginsAnother() => Assert.DoesNotContain(
        from one in AllLabels from other in AllLabels where one != other select (one, other),
        pair => pair.other.StartsWith(pair.one, StringComparison.Ordinal));

    [Fact]
    public void Labels_StandNowhereElse()
    {
        using PEReader file = Open();
        MetadataReader metadata = file.GetMetadataReader();
        var strings = new List<string>();
        for (UserStringHandle handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
        {
            strings.Add(metadata.GetUserString(handle));
        }

        string[] found = [.. strings.Where(text => text.StartsWith("agricredit", StringComparison.OrdinalIgnoreCase))];
        Assert.NotEmpty(found);
        Assert.All(found, text => Assert.Contains(text, AllLabels));
    }

    [Fact]
    public void TypesWithSecrets_AreNoRecordsAndPrintNothing()
    {
        Type[] secret = [typeof(SecretBytes), .. Types.Where(type => type.GetFields(Declared).Any(field => IsSecret(field.FieldType)))];
        Assert.Contains(typeof(PairSecret), secret);
        Assert.Contains(typeof(PairBox), secret);
        Assert.Contains(typeof(MaskStream), secret);
        Assert.Contains(typeof(EphemeralKey), secret);
        Assert.Contains(typeof(SelfMask), secret);
        Assert.All(secret, type =>
        {
            Assert.Null(type.GetMethod("PrintMembers", Declared));
            Assert.Null(type.GetMethod("<Clone>$", Declared));
            Assert.True(type.IsAssignableTo(typeof(IDisposable)), $"{type} holds a secret and cannot be erased.");
            Assert.DoesNotContain(type.GetProperties(Declared).Where(property => property.GetMethod!.IsPublic), property => property.PropertyType == typeof(byte[]));
        });

        static bool IsSecret(Type type) =>
            type == typeof(SecretBytes) || type == typeof(PairSecret) || type == typeof(SelfMask) || type == typeof(MaskStream) ||
             type.IsAssignableTo(typeof(SymmetricAlgorithm)) || type.IsAssignableTo(typeof(AsymmetricAlgorithm));
    }

    [Fact]
    public void ToString_OfTypesWithSecrets_HoldsNoContent()
    {
        byte[] content = SimulatedRound.Bytes("content");
        using var pair = new PairSecret(SecretBytes.CopyOf(content));
        using var box = new PairBox(SecretBytes.CopyOf(content));
        using MaskStream stream = MaskStream.FromKey(content.AsSpan(0, MaskStream.KeyLength));
        using SecretBytes secret = SecretBytes.CopyOf(content);
        using var mask = new SelfMask(SecretBytes.CopyOf(content.AsSpan(0, 24)));
        foreach (object value in new object[] { pair, box, stream, secret, mask })
        {
            Assert.DoesNotContain(Convert.ToHexString(content.AsSpan(0, 4)), value.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(content)[..6], value.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain($"{content[0]}, {content[1]}", value.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Classes_AreSealed() =>
        Assert.All(Types.Where(type => type.IsClass), type => Assert.True(type.IsSealed, type.FullName));

    // Comparison of tags, MACs and keys only through fixed-time equality; no randomness but the system's.
    [Theory]
    [InlineData("SequenceEqual")]
    [InlineData("SequenceCompareTo")]
    [InlineData("StructuralEquals")]
    [InlineData("CommonPrefixLength")]
    public void Members_ThatStopAtTheFirstDifference_AreNotUsed(string name)
    {
        using PEReader file = Open();
        MetadataReader metadata = file.GetMetadataReader();
        string[] used = [.. metadata.MemberReferences.Select(handle => metadata.GetString(metadata.GetMemberReference(handle).Name))];
        Assert.Contains(nameof(CryptographicOperations.FixedTimeEquals), used);
        Assert.DoesNotContain(name, used);
    }

    [Fact]
    public void PseudoRandomness_IsNotUsed()
    {
        using PEReader file = Open();
        MetadataReader metadata = file.GetMetadataReader();
        string[] used = [.. metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name))];
        Assert.Contains("System.Security.Cryptography.RandomNumberGenerator", used);
        Assert.DoesNotContain("System.Random", used);
    }

    // The field works on secrets: its code must not branch on them. Its only calls are to itself and to Math.BigMul, one instruction.
    [Fact]
    public void Field61_HasNoBranch()
    {
        Dictionary<short, OpCode> opcodes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);
        MethodInfo[] methods = typeof(Field61).GetMethods(Declared);
        Assert.True(methods.Length >= 5);
        foreach (MethodInfo method in methods.Where(method => !HasAssertion(method)))
        {
            byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
            for (int i = 0; i < code.Length;)
            {
                OpCode opcode = code[i] == 0xFE ? opcodes[unchecked((short)((code[i] << 8) | code[i + 1]))] : opcodes[code[i]];
                i += opcode.Size + Operand(opcode);
                Assert.True(opcode.FlowControl is not FlowControl.Cond_Branch, $"{method.Name} branches: {opcode}.");
            }
        }

        static int Operand(OpCode opcode) => opcode.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => throw new InvalidOperationException("A switch is a branch."),
            _ => 4,
        };

        // Debug builds assert the range, which branches.
        static bool HasAssertion(MethodInfo method) =>
            method.Name == nameof(Field61.FromSigned)
            && Privacy.GetCustomAttribute<System.Diagnostics.DebuggableAttribute>() is { IsJITOptimizerDisabled: true };
    }

    private static PEReader Open() => new(File.OpenRead(Privacy.Location));
}
