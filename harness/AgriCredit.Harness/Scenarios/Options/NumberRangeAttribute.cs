namespace AgriCredit.Harness.Scenarios;

/// <summary>The numbers a scenario key takes; one statement that both the reader of scenarios and their JSON Schema follow.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberRangeAttribute : Attribute
{
    /// <summary>Smallest allowed number.</summary>
    public double AtLeast { get; init; } = double.NegativeInfinity;

    /// <summary>The number must be larger than this.</summary>
    public double Above { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed number.</summary>
    public double AtMost { get; init; } = double.PositiveInfinity;

    public bool Contains(double number) => double.IsFinite(number) && number >= AtLeast && number > Above && number <= AtMost;

    /// <summary>Such as " &gt;= 0 and &lt;= 52"; empty when every finite number is allowed.</summary>
    public override string ToString()
    {
        var bounds = new List<string>(2);
        if (double.IsFinite(AtLeast))
        {
            bounds.Add($">= {AtLeast}");
        }

        if (double.IsFinite(Above))
        {
            bounds.Add($"> {Above}");
        }

        if (double.IsFinite(AtMost))
        {
            bounds.Add($"<= {AtMost}");
        }

        return bounds.Count == 0 ? "" : " " + string.Join(" and ", bounds);
    }
}
