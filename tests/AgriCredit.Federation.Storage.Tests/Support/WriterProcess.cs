using System.Buffers.Binary;
using System.Diagnostics;

namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>A process of its own that writes steps 1, 2, 3, ... of several keys each, and prints a step when its write has returned.</summary>
internal static class WriterProcess
{
    private const string StepKey = "step";
    private const int SlotLength = 20_000;
    private const int LargeLength = 300_000;

    /// <summary>In the process: writes for ever.</summary>
    public static int Write(string location, string member)
    {
        using IStateStore store = Places.OpenAt(location, member);
        for (int step = StepOf(store) + 1; ; step++)
        {
            store.Write(
            [
                StateChange.Set(StepKey, Bytes(step)),
                StateChange.Set($"slot/{step % 3}", Filled(step, SlotLength)),
                StateChange.Set("large", Filled(step, LargeLength)),
                StateChange.Set($"open/{step}", Bytes(step)),
                StateChange.Delete($"open/{step - 1}"),
            ]);
            Console.WriteLine(step);
        }
    }

    /// <summary>In the process: opens, and says how that went.</summary>
    public static int Open(string location, string member)
    {
        try
        {
            using IStateStore store = Places.OpenAt(location, member);
            Console.WriteLine("opened");
            return 0;
        }
        catch (StateStoreException refused)
        {
            Console.WriteLine(refused.Message);
            return 1;
        }
    }

    /// <summary>In the process: writes values until that fails, then opens the store again and checks what it holds.</summary>
    public static int Fill(string location, string member)
    {
        int acknowledged = 0;
        using (IStateStore store = Places.OpenAt(location, member))
        {
            try
            {
                for (; ; acknowledged++)
                {
                    store.Write([StateChange.Set("last", Bytes(acknowledged + 1)), StateChange.Set($"value/{acknowledged + 1}", Filled(acknowledged + 1, 100_000))]);
                }
            }
            catch (StateStoreException failed)
            {
                Console.WriteLine(failed.Message);
            }
        }

        using IStateStore again = Places.OpenAt(location, member);
        Assert.True(acknowledged > 0, "nothing was written");
        Assert.Equal(acknowledged, again.ReadAll("value/").Count);
        Assert.Equal(Bytes(acknowledged), again.Read("last"));
        Assert.All(Enumerable.Range(1, acknowledged), step => Assert.Equal(Filled(step, 100_000), again.Read($"value/{step}")));
        return 0;
    }

    /// <summary>Starts this program again.</summary>
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [typeof(WriterProcess).Assembly.Location, .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>The last step in a store; all keys must agree with it.</summary>
    public static int CheckedStepOf(IStateStore store)
    {
        int step = StepOf(store);
        if (step > 0)
        {
            Assert.Equal(Filled(step, LargeLength), store.Read("large"));
            Assert.Equal([$"open/{step}"], store.ReadAll("open/").Select(entry => entry.Key));
            for (int written = Math.Max(step - 2, 1); written <= step; written++)
            {
                Assert.Equal(Filled(written, SlotLength), store.Read($"slot/{written % 3}"));
            }
        }

        return step;
    }

    private static int StepOf(IStateStore store) => store.Read(StepKey) is { } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    private static byte[] Bytes(int step)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, step);
        return bytes;
    }

    private static byte[] Filled(int step, int length)
    {
        byte[] bytes = new byte[length];
        new Random(step).NextBytes(bytes);
        return bytes;
    }
}
