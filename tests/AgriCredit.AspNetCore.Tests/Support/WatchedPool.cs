using System.Buffers;

namespace AgriCredit.AspNetCore.Tests.Support;

/// <summary>A pool that looks at what comes back to it.</summary>
internal sealed class WatchedPool : ArrayPool<byte>
{
    private readonly Lock _access = new();

    /// <summary>The length of the largest array rented.</summary>
    public int Largest { get; private set; }

    /// <summary>How many arrays are rented.</summary>
    public int Rented { get; private set; }

    /// <summary>What stood in arrays that came back; nothing if all were cleared.</summary>
    public List<string> Remains { get; } = [];

    public override byte[] Rent(int minimumLength)
    {
        lock (_access)
        {
            Rented++;
            Largest = Math.Max(Largest, minimumLength);
        }

        return new byte[minimumLength];
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_access)
        {
            Rented--;
            if (!clearArray && array.AsSpan().ContainsAnyExcept((byte)0))
            {
                Remains.Add(System.Text.Encoding.UTF8.GetString(array).Trim('\0'));
            }
        }
    }
}
