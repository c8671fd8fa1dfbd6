using System.Runtime.Versioning;
using AgriCredit.Federation.Storage.Tests.Support;
using Microsoft.Data.Sqlite;

namespace AgriCredit.Federation.Storage.Tests;

[UnsupportedOSPlatform("windows")]
[Collection(StoresCollection.Name)]
public sealed class SqliteStateStoreTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agricredit-");

    private string File => Path.Combine(_folder.FullName, "state.db");

    private string Journal => File + "-journal";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void FileAndJournal_AreTheOwnersAlone()
    {
        using SqliteStateStore store = SqliteStateStore.Open(File);
        store.Write([StateChange.Set("key", new byte[] { 1 })]);
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(Journal));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void FileThatOthersMayUse_IsRefused(UnixFileMode more)
    {
        SqliteStateStore.Open(File).Dispose();
        System.IO.File.SetUnixFileMode(File, OwnerOnly | more);
        Assert.Contains("chmod 600", Refused(), StringComparison.Ordinal);
        string link = Path.Combine(_folder.FullName, "link.db");
        System.IO.File.CreateSymbolicLink(link, File);
        Assert.Contains("chmod 600", Assert.Throws<StateStoreException>(() => SqliteStateStore.Open(link)).Message, StringComparison.Ordinal);
        System.IO.File.SetUnixFileMode(File, OwnerOnly);
        SqliteStateStore.Open(link).Dispose();
    }

    [Fact]
    public void FolderThatIsMissing_IsNamed()
    {
        string path = Path.Combine(_folder.FullName, "none", "state.db");
        var refused = Assert.Throws<StateStoreException>(() => SqliteStateStore.Open(path));
        Assert.Equal($"State store '{path}': The folder does not exist.", refused.Message);
        var folder = Assert.Throws<StateStoreException>(() => SqliteStateStore.Open(_folder.FullName));
        Assert.Contains("folder, not a file", folder.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileOfAnotherMember_IsRefused()
    {
        SqliteStateStore.Open(File, "bank-1").Dispose();
        Assert.Contains("belongs to 'bank-1', not to 'bank-2'", Refused("bank-2"), StringComparison.Ordinal);
        SqliteStateStore.Open(File).Dispose();
        SqliteStateStore.Open(File, "bank-1").Dispose();
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public void FileOfAnotherProgram_IsRefusedAndLeftAlone(string journal)
    {
        Sql($"PRAGMA journal_mode = {journal}; CREATE TABLE bookmarks (title TEXT)");
        System.IO.File.SetUnixFileMode(File, OwnerOnly);
        byte[] before = System.IO.File.ReadAllBytes(File);
        Assert.Contains("another program", Refused(), StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void FileOfALaterFormat_IsRefused()
    {
        SqliteStateStore.Open(File).Dispose();
        Sql("PRAGMA user_version = 2");
        Assert.Contains("format 2; this version of AgriCredit reads format 1", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNoDatabase_IsRefusedAndLeftAlone()
    {
        System.IO.File.WriteAllText(File, "-----BEGIN CERTIFICATE-----" + new string('x', 2_000));
        System.IO.File.SetUnixFileMode(File, OwnerOnly);
        Assert.Contains("no state store", Refused(), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    /// <summary>Wherever a bit flips or the file ends early, a value comes back as it was written or not at all.</summary>
    [Fact]
    public void DamagedFile_NeverGivesAWrongValue()
    {
        byte[] value = new byte[20_000];
        new Random(1).NextBytes(value);
        using (SqliteStateStore store = SqliteStateStore.Open(File))
        {
            store.Write([StateChange.Set("key", value), StateChange.Set("other", new byte[] { 1 })]);
        }

        byte[] good = System.IO.File.ReadAllBytes(File);
        var random = new Random(2);
        int found = 0;
        for (int damage = 0; damage < 150; damage++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File, damage % 10 == 0 ? good[..random.Next(100, good.Length - 1)] : bad);
            try
            {
                using SqliteStateStore store = SqliteStateStore.Open(File);
                byte[]? read = store.Read("key");
                Assert.True(read is null || read.AsSpan().SequenceEqual(value), $"damage {damage} came back as a value");
            }
            catch (StateStoreException)
            {
                found++;
            }
        }

        Assert.InRange(found, 100, 150);
    }

    [Fact]
    public void WhatWasReplacedOrDeleted_IsNotOnTheDisk()
    {
        byte[] secret = new byte[10_000];
        new Random(3).NextBytes(secret);
        using SqliteStateStore store = SqliteStateStore.Open(File);
        store.Write([StateChange.Set("replaced", secret), StateChange.Set("deleted", secret)]);
        Assert.True(Holds(File, secret));
        store.Write([StateChange.Set("replaced", new byte[] { 1 }), StateChange.Delete("deleted")]);
        Assert.False(Holds(File, secret));
        Assert.Equal(0, new FileInfo(Journal).Length);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("moved")]
    [InlineData("replaced")]
    public void FileThatIsTakenAway_TakesNoMoreWrites(string what)
    {
        using SqliteStateStore store = SqliteStateStore.Open(File);
        store.Write([StateChange.Set("key", new byte[] { 1 })]);
        string aside = File + ".aside";
        if (what == "replaced")
        {
            System.IO.File.WriteAllBytes(aside, new byte[4096]);
            System.IO.File.Move(aside, File, overwrite: true);
        }
        else
        {
            System.IO.File.Move(File, aside);
            if (what == "deleted")
            {
                System.IO.File.Delete(aside);
            }
        }

        var failed = Assert.Throws<StateStoreException>(() => store.Write([StateChange.Set("key", new byte[] { 2 })]));
        Assert.Contains("moved, deleted or replaced", failed.Message, StringComparison.Ordinal);
        var again = Assert.Throws<StateStoreException>(() => store.Read("key"));
        Assert.Contains("failed earlier", again.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SmallDisk.Ways), MemberType = typeof(SmallDisk))]
    public void DiskThatTakesNoMore_LosesNothingAcknowledged(string way)
    {
        using var process = SmallDisk.Start(way, _folder.FullName, "fill", File, "bank-1");
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", error);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains(way == SmallDisk.FullDisk ? "The disk is full." : "The disk failed (SQLite code 778).", output, StringComparison.Ordinal);
        Assert.Contains("is not acknowledged", output, StringComparison.Ordinal);
    }

    private static bool Holds(string file, byte[] secret)
    {
        // Any 64 bytes of it: a value lies in several pages.
        byte[] bytes = System.IO.File.ReadAllBytes(file);
        return Enumerable.Range(0, secret.Length / 64).Any(part => bytes.AsSpan().IndexOf(secret.AsSpan(part * 64, 64)) >= 0);
    }

    private string Refused(string? member = null) => Assert.Throws<StateStoreException>(() => SqliteStateStore.Open(File, member)).Message;

    private void Sql(string text)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are this file's
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
