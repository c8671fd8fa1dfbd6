namespace AgriCredit.Federation.Tests;

/// <summary>Walks a tree of choices that shows its branches only as it is walked: every path once, in order, or paths at random.</summary>
internal sealed class Choices
{
    private readonly List<(int Taken, int Of)> _path = [];
    private readonly Random? _random;
    private readonly double _unlikely;
    private int _depth;

    /// <summary>Every path.</summary>
    public Choices()
    {
    }

    /// <summary>Paths at random.</summary>
    /// <param name="random">A seeded generator.</param>
    /// <param name="unlikely">How often a branch other than the first is taken.</param>
    public Choices(Random random, double unlikely)
    {
        _random = random;
        _unlikely = unlikely;
    }

    /// <summary>Chooses one of several branches, from 0.</summary>
    public int Next(int of)
    {
        if (_depth == _path.Count)
        {
            _path.Add((_random is { } random && random.NextDouble() < _unlikely ? random.Next(1, of) : 0, of));
        }

        Assert.Equal(of, _path[_depth].Of);
        return _path[_depth++].Taken;
    }

    /// <summary>Begins the next path; false when there is none.</summary>
    public bool MoveNext()
    {
        _depth = 0;
        if (_random is not null)
        {
            _path.Clear();
            return true;
        }

        while (_path.Count > 0)
        {
            (int taken, int of) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (taken + 1 < of)
            {
                _path.Add((taken + 1, of));
                return true;
            }
        }

        return false;
    }

    public override string ToString() => string.Concat(_path.Select(choice => choice.Taken));
}
