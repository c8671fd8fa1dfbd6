using System.Reflection;
using System.Runtime.CompilerServices;

namespace AgriCredit.Architecture.Tests;

public class ApiShapeTests
{
    public static TheoryData<string> AssemblyNames => ReferenceTests.AssemblyNames;

    [Theory]
    [MemberData(nameof(AssemblyNames))]
    public void PublicClasses_AreSealedStaticOrClosed(string name)
    {
        foreach (Type type in PublicTypes(name).Where(type => type.IsClass && !type.IsSealed))
        {
            bool closed = type.IsAbstract
                && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(constructor => constructor.IsAssembly || constructor.IsFamilyAndAssembly || constructor.IsPrivate);
            Assert.True(closed, $"{type} can be inherited from outside");
        }
    }

    [Theory]
    [MemberData(nameof(AssemblyNames))]
    public void PublicMembers_ShowNoForeignType(string name)
    {
        foreach (Type type in PublicTypes(name))
        {
            foreach (Type shown in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).SelectMany(Shown))
            {
                string assembly = shown.Assembly.GetName().Name!;
                Assert.False(House.Foreign.Keys.Any(foreign => assembly.StartsWith(foreign, StringComparison.Ordinal) && !House.MayShow(name, foreign)), $"{type} shows {shown}");
            }
        }
    }

    [Fact]
    public void TypesThatHoldSecrets_AreNoRecordsAndDoNotPrintThem()
    {
        // A record prints all its properties; a class prints its name unless it says otherwise.
        Type[] holders =
        [
            .. House.Assemblies.SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Any(field => SecretTypes.Contains(field.FieldType))),
        ];
        Assert.NotEmpty(holders);
        Assert.All(holders, holder => Assert.False(IsRecord(holder), $"{holder} is a record and holds a secret"));
        Assert.All(SecretTypes, secret => Assert.False(IsRecord(secret), $"{secret} is a record"));
        Assert.DoesNotContain("01", Privacy.SecretBytes.CopyOf(new byte[16].Select((_, i) => (byte)i).ToArray()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Applicants_AreNotRecordsOfTheLibraries() =>
        Assert.False(IsRecord(typeof(Learning.Dataset)), "a data set must not print its rows");

    [Fact]
    public void Labels_ServeOnePurposeEach()
    {
        string[] labels =
        [
            .. House.Assemblies
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.Name == "Labels")
                .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Where(field => field.IsLiteral && field.FieldType == typeof(string))
                .Select(field => (string)field.GetRawConstantValue()!),
        ];
        Assert.True(labels.Length >= 10, "the labels were not found");
        Assert.Equal(labels.Length, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.All(labels, label => Assert.StartsWith("agricredit/v1/", label, StringComparison.Ordinal));
    }

    /// <summary>Internal, hence by name.</summary>
    private static readonly Type AlignmentScalar = House.Alignment.GetType("AgriCredit.Alignment.SecretScalar", throwOnError: true)!;

    private static readonly Type[] SecretTypes =
    [
        typeof(Privacy.SecretBytes), typeof(Privacy.MaskStream), typeof(Privacy.PairSecret), typeof(Privacy.PairBox), typeof(Privacy.EphemeralKey),
        typeof(Privacy.SelfMask), typeof(Federation.SigningIdentity),
        typeof(Alignment.ApplicantIds), typeof(Alignment.AlignmentInitiator), typeof(Alignment.AlignmentResponder), AlignmentScalar,
    ];

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public) is not null
        || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static IEnumerable<Type> PublicTypes(string name) =>
        House.Assemblies.Single(assembly => assembly.GetName().Name == name).GetExportedTypes()
            .Where(type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null);

    private static IEnumerable<Type> Shown(MemberInfo member) => member switch
    {
        MethodInfo method => [.. method.GetParameters().SelectMany(parameter => Parts(parameter.ParameterType)), .. Parts(method.ReturnType)],
        ConstructorInfo constructor => constructor.GetParameters().SelectMany(parameter => Parts(parameter.ParameterType)),
        PropertyInfo property => Parts(property.PropertyType),
        FieldInfo field => Parts(field.FieldType),
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? [type, .. type.GetGenericArguments().SelectMany(Parts)]
        : type.HasElementType ? Parts(type.GetElementType()!)
        : [type];
}
