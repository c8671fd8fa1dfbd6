using System.Reflection;

namespace AgriCredit.Architecture.Tests;

/// <summary>The assemblies of src, and which of the house each may refer to.</summary>
internal static class House
{
    public static readonly Assembly Scoring = typeof(CreditScorer).Assembly;
    public static readonly Assembly Alignment = typeof(Alignment.ApplicantIds).Assembly;
    public static readonly Assembly Privacy = typeof(Privacy.SecretBytes).Assembly;
    public static readonly Assembly Learning = typeof(Learning.Dataset).Assembly;
    public static readonly Assembly MLNet = typeof(Learning.MLNet.MLNetTrainer).Assembly;
    public static readonly Assembly Federation = typeof(Federation.Coordinator).Assembly;
    public static readonly Assembly Vertical = typeof(Federation.Vertical.JointParty).Assembly;
    public static readonly Assembly Grpc = typeof(Federation.Grpc.CoordinatorHost).Assembly;
    public static readonly Assembly Export = typeof(AgriCredit.Export.OnnxExport).Assembly;
    public static readonly Assembly Storage = typeof(Federation.Storage.SqliteStateStore).Assembly;
    public static readonly Assembly Generators = typeof(Generators.ApplicantRecordGenerator).Assembly;
    public static readonly Assembly AspNetCore = typeof(AspNetCore.CreditScoringServices).Assembly;

    public static readonly IReadOnlyDictionary<Assembly, Assembly[]> MayReferTo = new Dictionary<Assembly, Assembly[]>
    {
        [Scoring] = [],
        [Privacy] = [],
        [Learning] = [Scoring],
        [MLNet] = [Learning, Scoring],
        [Alignment] = [],
        [Federation] = [Learning, Privacy, Scoring],
        [Vertical] = [Alignment, Federation, Learning, Privacy, Scoring],
        [Grpc] = [Federation],
        [Storage] = [Federation],
        [Export] = [Scoring],
        [Generators] = [],
        [AspNetCore] = [Scoring],
    };

    public static IEnumerable<Assembly> Assemblies => MayReferTo.Keys;

    /// <summary>Whether a referenced assembly is the platform's.</summary>
    public static bool IsPlatform(AssemblyName name) =>
        name.Name!.StartsWith("System.", StringComparison.Ordinal) || name.Name is "System" or "mscorlib" or "netstandard";

    /// <summary>A foreign dependency and the assemblies that alone may see it.</summary>
    public static readonly IReadOnlyDictionary<string, Assembly[]> Foreign = new Dictionary<string, Assembly[]>
    {
        ["Microsoft.ML"] = [MLNet],
        ["MathNet."] = [Learning],
        ["Google.Protobuf"] = [Export, Federation, Grpc, Vertical],
        ["Grpc."] = [Grpc],
        ["Microsoft.AspNetCore"] = [Grpc, AspNetCore],
        ["Microsoft.Data.Sqlite"] = [Storage],
        ["SQLitePCLRaw."] = [Storage],
        ["Npgsql"] = [Storage],
        ["Microsoft.CodeAnalysis"] = [Generators],
    };

    /// <summary>Whether an assembly's public members may show a foreign dependency's types: only the one that exists to extend it.</summary>
    public static bool MayShow(string assembly, string foreign) => assembly == AspNetCore.GetName().Name && foreign == "Microsoft.AspNetCore";

    /// <summary>A native library and the assembly that alone may call it.</summary>
    public static readonly IReadOnlyDictionary<string, Assembly> Native = new Dictionary<string, Assembly>
    {
        ["libsodium"] = Alignment,
        ["e_sqlite3"] = Storage,
    };
}
