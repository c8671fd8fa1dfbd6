using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AgriCredit.Fuzz;
using SharpFuzz;

// See README.md beside this file.
const int Usage = 2;
const int Found = 1;
switch (args)
{
    case ["list"]:
        foreach (Decoder each in Decoders.All)
        {
            Console.WriteLine(each.Name);
        }

        return 0;
    case ["seeds", string folder]:
        foreach (Decoder each in Decoders.All)
        {
            string own = Directory.CreateDirectory(Path.Combine(folder, each.Name)).FullName;
            foreach (byte[] seed in each.Seeds())
            {
                Save(own, seed);
            }
        }

        return 0;
    case [string name]:
        // Instrumented code counts what it runs in memory that is there only inside: even the decoder is looked up there.
        Decoder? fuzzed = null;
        Fuzzer.Run(stream =>
        {
            fuzzed ??= Decoders.Find(name) ?? throw new InvalidOperationException($"There is no decoder '{name}'.");
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            fuzzed.Run(copy.ToArray());
        });
        return 0;
    case [string name, "replay", .. string[] files] when Decoders.Find(name) is { } decoder:
        foreach (string file in files)
        {
            Console.WriteLine($"{file}: {(decoder.Run(File.ReadAllBytes(file)) ? "taken" : "refused")}");
        }

        return 0;
    case [string name, "blind", string corpus, string seconds] when Decoders.Find(name) is { } decoder:
        return Blind(decoder, corpus, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
    default:
        Console.Error.WriteLine("Usage: list | seeds FOLDER | DECODER | DECODER replay FILE... | DECODER blind CORPUS SECONDS");
        return Usage;
}

// Without coverage: quick, and enough to find what is wrong at first sight. Kinds of exceptions found are kept once each.
static int Blind(Decoder decoder, string corpus, TimeSpan time)
{
    byte[][] inputs = [.. Directory.EnumerateFiles(corpus).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    var mutator = new Mutator(seed: inputs.Length);
    var found = new HashSet<string>(StringComparer.Ordinal);
    long started = Stopwatch.GetTimestamp();
    long runs = 0;
    long taken = 0;
    TimeSpan longest = TimeSpan.Zero;
    while (Stopwatch.GetElapsedTime(started) < time)
    {
        byte[] input = mutator.Change(inputs);
        long began = Stopwatch.GetTimestamp();
        try
        {
            taken += decoder.Run(input) ? 1 : 0;
        }
        catch (Exception exception)
        {
            string where = $"{exception.GetType().Name} {exception.StackTrace?.Split('\n').Take(2).Aggregate((first, second) => first + second)}";
            if (found.Add(where))
            {
                Console.WriteLine($"{decoder.Name}: {Save(corpus, input)}: {exception}");
            }
        }

        TimeSpan took = Stopwatch.GetElapsedTime(began);
        longest = took > longest ? took : longest;
        runs++;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{decoder.Name}: {runs:N0} inputs, {taken:N0} taken, {found.Count} kinds of failure, slowest {longest.TotalMilliseconds:N0} ms"));
    return found.Count == 0 ? 0 : Found;
}

static string Save(string folder, byte[] input)
{
    string path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
    File.WriteAllBytes(path, input);
    return path;
}
