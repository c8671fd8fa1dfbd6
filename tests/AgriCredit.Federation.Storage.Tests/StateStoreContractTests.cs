using System.Diagnostics;
using AgriCredit.Federation.Storage.Tests.Support;
using CsCheck;

namespace AgriCredit.Federation.Storage.Tests;

/// <summary>What <see cref="IStateStore"/> promises, of every store.</summary>
[Collection(StoresCollection.Name)]
public class StateStoreContractTests
{
    private readonly PostgresServer _server;

    public StateStoreContractTests(PostgresServer server) => _server = server;

    public static TheoryData<string> All => Places.All;

    public static TheoryData<string> Durable => Places.Durable;

    [Theory]
    [MemberData(nameof(All))]
    public void Read_OfNothing_IsNull(string kind)
    {
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        Assert.Null(store.Read("key"));
        Assert.Empty(store.ReadAll(""));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Write_SetsReplacesAndDeletes(string kind)
    {
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        store.Write([StateChange.Set("a", new byte[] { 1, 2 }), StateChange.Set("b", new byte[] { 3 })]);
        store.Write([StateChange.Set("a", new byte[] { 4 }), StateChange.Delete("b"), StateChange.Delete("never")]);
        Assert.Equal(new byte[] { 4 }, store.Read("a"));
        Assert.Null(store.Read("b"));
        store.Write([]);
        Assert.Single(store.ReadAll(""));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Write_TakesEveryLength(string kind)
    {
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        foreach (int length in new[] { 0, 1, 4_095, 4_096, 100_000, 8_000_000 })
        {
            byte[] value = new byte[length];
            new Random(length).NextBytes(value);
            store.Write([StateChange.Set("key", value)]);
            Assert.Equal(value, store.Read("key"));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Write_CopiesPartsOfArrays_AndLeavesThemAsTheyWere(string kind)
    {
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        byte[] buffer = [1, 2, 3, 4, 5];
        store.Write([StateChange.Set("part", buffer.AsMemory(1, 3)), StateChange.Set("whole", buffer)]);
        Assert.Equal([1, 2, 3, 4, 5], buffer);
        Array.Clear(buffer);
        Assert.Equal(new byte[] { 2, 3, 4 }, store.Read("part"));
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5 }, store.Read("whole"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_GivesACopy(string kind)
    {
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        store.Write([StateChange.Set("key", new byte[] { 7 })]);
        Array.Clear(store.Read("key")!);
        Array.Clear(store.ReadAll("k")[0].Value);
        Assert.Equal(new byte[] { 7 }, store.Read("key"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Keys_AreComparedAndOrderedOrdinally(string kind)
    {
        // U+FF21 comes before U+1F33E in UTF-8 and after its surrogates in UTF-16; "%" and "_" are patterns of SQL.
        string[] keys = ["a", "A", "a%", "a_", "ab", "a/1", "a/10", "a/2", "a\u00e9", "a\uff21", "a\U0001f33e", "a\uffff", "b", "ä"];
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        store.Write([.. keys.Select((key, i) => StateChange.Set(key, new[] { (byte)i }))]);
        foreach (string prefix in new[] { "", "a", "a/", "a/1", "a%", "a_", "A", "a\uff21", "zz", "b" })
        {
            string[] expected = [.. keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            IReadOnlyList<KeyValuePair<string, byte[]>> found = store.ReadAll(prefix);
            Assert.Equal(expected, found.Select(entry => entry.Key));
            Assert.Equal(expected.Select(key => (byte)Array.IndexOf(keys, key)), found.Select(entry => Assert.Single(entry.Value)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryStore_IsADictionary(string kind)
    {
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        var expected = new Dictionary<string, byte[]>();
        string[] keys = ["a", "b", "c/1", "c/2", "c/3"];
        Gen<(string, byte[]?)[]> writes = Gen.Select(Gen.Int[0, keys.Length - 1], Gen.Bool, Gen.Byte.Array[0, 9], (key, delete, value) => (keys[key], delete ? null : value)).Array[0, 4];
        writes.Sample(
            write =>
            {
                (string Key, byte[]? Value)[] changes = [.. write.DistinctBy(change => change.Item1)];
                store.Write([.. changes.Select(change => change.Value is null ? StateChange.Delete(change.Key) : StateChange.Set(change.Key, change.Value))]);
                foreach ((string key, byte[]? value) in changes)
                {
                    expected.Remove(key);
                    if (value is not null)
                    {
                        expected.Add(key, value);
                    }
                }

                Assert.Equal(expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), store.ReadAll(""));
            },
            iter: 200,
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Writes_FromManyThreads_AreAllThere(string kind)
    {
        const int Writes = 100;
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        byte[] padding = new byte[100_000];
        var watch = Stopwatch.StartNew();
        Parallel.For(0, Writes, i =>
        {
            store.Write([StateChange.Set($"key/{i}", new[] { (byte)i }), StateChange.Set("last", padding)]);
            Assert.Equal(new[] { (byte)i }, store.Read($"key/{i}"));
        });
        Assert.Equal(Writes, store.ReadAll("key/").Count);

        // A store that itself needs a thread of the pool waits half a second for each write, when all threads of the pool wait for the store.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(Writes / 4.0), $"{Writes} writes took {watch.Elapsed}");
    }

    [Theory]
    [MemberData(nameof(Durable))]
    public void WhatWasWritten_IsThereAfterReopening(string kind)
    {
        using Place place = Places.New(kind, _server);
        using (IStateStore store = place.Open())
        {
            store.Write([StateChange.Set("key", new byte[] { 1 }), StateChange.Set("gone", new byte[] { 2 })]);
            store.Write([StateChange.Delete("gone")]);
        }

        using IStateStore again = place.Open();
        Assert.Equal(["key"], again.ReadAll("").Select(entry => entry.Key));
        Assert.Equal(new byte[] { 1 }, again.Read("key"));
    }

    [Theory]
    [MemberData(nameof(Durable))]
    public void BadKeys_AreTheCallersMistake_AndBreakNothing(string kind)
    {
        using Place place = Places.New(kind, _server);
        using IStateStore store = place.Open();
        foreach (string bad in new[] { "", "nul\0", "lone\ud800", new('k', 401) })
        {
            Assert.Throws<ArgumentException>(() => store.Write([StateChange.Set("good", new byte[] { 1 }), StateChange.Set(bad, new byte[] { 1 })]));
            Assert.Throws<ArgumentException>(() => store.Read(bad));
        }

        Assert.Throws<ArgumentException>(() => store.Write([StateChange.Set("twice", new byte[] { 1 }), StateChange.Delete("twice")]));
        Assert.Throws<ArgumentNullException>(() => store.Write(null!));
        Assert.Empty(store.ReadAll(""));
        string longest = new('\uffff', 400);
        store.Write([StateChange.Set(longest, new byte[] { 1 })]);
        Assert.Equal(new byte[] { 1 }, store.Read(longest));
    }

    [Theory]
    [MemberData(nameof(Durable))]
    public void SecondOpener_IsRefusedAtOnce_UntilTheFirstCloses(string kind)
    {
        using Place place = Places.New(kind, _server);
        using (IStateStore store = place.Open())
        {
            var refused = Assert.Throws<StateStoreException>(place.Open);
            Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
            using var other = WriterProcess.Start("open", place.Location, place.Member);
            Assert.Contains("in use by another process", other.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
            store.Write([StateChange.Set("key", new byte[] { 1 })]);
        }

        using IStateStore next = place.Open();
        Assert.Equal(new byte[] { 1 }, next.Read("key"));
    }

    [Theory]
    [MemberData(nameof(Durable))]
    public void ClosedStore_RefusesEverything(string kind)
    {
        using Place place = Places.New(kind, _server);
        IStateStore store = place.Open();
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Read("key"));
        Assert.Throws<ObjectDisposedException>(() => store.ReadAll(""));
        Assert.Throws<ObjectDisposedException>(() => store.Write([StateChange.Set("key", new byte[] { 1 })]));
    }
}
