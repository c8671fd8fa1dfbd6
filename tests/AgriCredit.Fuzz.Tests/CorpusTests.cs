using System.Diagnostics;
using Xunit.Abstractions;

namespace AgriCredit.Fuzz.Tests;

/// <summary>Every committed input of every decoder: taken or refused as documented, quickly and in little memory.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const long MostBytes = 256L * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Names => [.. Decoders.All.Select(decoder => decoder.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryInput_IsTakenOrRefusedAsDocumented(string name)
    {
        Decoder decoder = Decoders.Find(name)!;
        string[] files = Directory.GetFiles(Path.Combine(Folder(), name));
        Assert.NotEmpty(files);

        // What the first run compiles and records counts for none of them.
        decoder.Run([]);
        int taken = 0;
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            try
            {
                taken += decoder.Run(bytes) ? 1 : 0;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{name}/{Path.GetFileName(file)}: {exception.Message}", exception);
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Longest, $"{name}/{Path.GetFileName(file)} takes too long.");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostBytes, $"{name}/{Path.GetFileName(file)} takes too much memory.");
        }

        output.WriteLine($"{name}: {files.Length} inputs, {taken} taken.");
        Assert.True(taken > 0, "Not one input is well-formed: the decoder is not tested.");
    }

    [Fact]
    public void Corpus_HasAFolderForEachDecoderAndNoOther() =>
        Assert.Equal(Decoders.All.Select(decoder => decoder.Name).Order(StringComparer.Ordinal), Directory.GetDirectories(Folder()).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    private static string Folder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !Directory.Exists(Path.Combine(folder, "tests", "fuzz", "corpus")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new DirectoryNotFoundException("tests/fuzz/corpus is not above the tests."), "tests", "fuzz", "corpus");
    }
}
