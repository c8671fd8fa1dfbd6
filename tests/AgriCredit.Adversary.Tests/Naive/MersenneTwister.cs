namespace AgriCredit.Adversary.Tests;

/// <summary>MT19937 as many libraries have it for a default, and the way back from 624 outputs to its state.</summary>
/// <remarks>Source: M. Matsumoto, T. Nishimura, Mersenne Twister (1998): "not suitable for cryptography" is theirs.</remarks>
internal sealed class MersenneTwister
{
    public const int Length = 624;
    private const int Shift = 397;
    private readonly uint[] _state;
    private int _next = Length;

    public MersenneTwister(uint seed)
    {
        _state = new uint[Length];
        _state[0] = seed;
        for (int i = 1; i < Length; i++)
        {
            _state[i] = unchecked((1812433253U * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i);
        }
    }

    private MersenneTwister(uint[] state) => _state = state;

    /// <summary>The generator that goes on where these outputs end.</summary>
    public static MersenneTwister After(ReadOnlySpan<uint> outputs)
    {
        uint[] state = new uint[Length];
        for (int i = 0; i < Length; i++)
        {
            state[i] = Untemper(outputs[i]);
        }

        return new MersenneTwister(state);
    }

    public uint Next()
    {
        if (_next == Length)
        {
            Twist();
        }

        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    public ulong NextWord() => Next() | ((ulong)Next() << 32);

    private static uint Untemper(uint y)
    {
        y ^= y >> 18;
        y ^= (y << 15) & 0xEFC60000;
        uint low = y;
        for (int i = 0; i < 4; i++)
        {
            low = y ^ ((low << 7) & 0x9D2C5680);
        }

        uint high = low;
        for (int i = 0; i < 2; i++)
        {
            high = low ^ (high >> 11);
        }

        return high;
    }

    private void Twist()
    {
        for (int i = 0; i < Length; i++)
        {
            uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7FFFFFFF);
            _state[i] = _state[(i + Shift) % Length] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
        }

        _next = 0;
    }
}
