using System.Globalization;
using AgriCredit.Export.Wire;

namespace AgriCredit.Export;

/// <summary>A graph while nodes are appended to it. Names of values are <c>v0</c>, <c>v1</c>, ...; a number that occurs twice is one initialiser.</summary>
internal sealed class OnnxGraph
{
    public const string Values = "values";
    private const int IntAttribute = 2;
    private const int Int64Data = 7;
    private const int DoubleData = 11;
    private const string Rows = "rows";
    private readonly Graph _graph = new();
    private readonly Dictionary<long, string> _numbers = [];
    private int _names;

    public OnnxGraph(int inputs) => _graph.Input.Add(Value(Values, new Dimension { DimParam = Rows }, new Dimension { DimValue = inputs }));

    /// <summary>A column of the input.</summary>
    public string Column(int index)
    {
        string name = NewName();
        var tensor = new Tensor { Name = name, DataType = Int64Data };
        tensor.Int64Data.Add(index);
        _graph.Initializer.Add(tensor);
        Node gather = Append("Gather", [Values, name], NewName());
        gather.Attribute.Add(new Wire.Attribute { Name = "axis", I = 1, Type = IntAttribute });
        return gather.Output[0];
    }

    /// <summary>A number.</summary>
    public string Number(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        if (!_numbers.TryGetValue(bits, out string? name))
        {
            name = NewName();
            _numbers.Add(bits, name);
            var tensor = new Tensor { Name = name, DataType = DoubleData };
            tensor.DoubleData.Add(value);
            _graph.Initializer.Add(tensor);
        }

        return name;
    }

    /// <summary>Appends a node; its result's name.</summary>
    public string Node(string operation, params string[] inputs) => Append(operation, inputs, NewName()).Output[0];

    /// <summary>Appends a node whose result is an output of the graph.</summary>
    public string Output(string name, string operation, params string[] inputs)
    {
        _graph.Output.Add(Value(name, new Dimension { DimParam = Rows }));
        return Append(operation, inputs, name).Output[0];
    }

    public Graph Build(string name)
    {
        _graph.Name = name;
        return _graph;
    }

    private Node Append(string operation, string[] inputs, string output)
    {
        var node = new Node { OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        _graph.Node.Add(node);
        return node;
    }

    private string NewName() => string.Create(CultureInfo.InvariantCulture, $"v{_names++}");

    private static Value Value(string name, params Dimension[] dimensions)
    {
        var shape = new Shape();
        shape.Dim.AddRange(dimensions);
        return new Value { Name = name, Type = new Wire.Type { TensorType = new TensorType { ElemType = DoubleData, Shape = shape } } };
    }
}
