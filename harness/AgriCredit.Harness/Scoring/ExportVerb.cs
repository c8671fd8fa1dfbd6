using System.CommandLine;
using System.Text;
using AgriCredit.Export;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;

namespace AgriCredit.Harness.Scoring;

/// <summary><c>export</c>: a model for other scoring engines.</summary>
internal sealed class ExportVerb : Verb
{
    private const string Onnx = "onnx", Pmml = "pmml", Sql = "sql", DefaultTable = "applicants";

    private readonly Option<string> _model = new("--model") { Description = "The model: model.json of a run.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _format = new("--format") { Description = "onnx: a graph in double precision; pmml: a scorecard with reason codes, or a regression; sql: a query for PostgreSQL or DuckDB.", Required = true, HelpName = "FORMAT" };
    private readonly Option<string> _output = new("--output") { Description = "The file to write.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _table = new("--table") { Description = "With sql: the table that holds the applicants.", DefaultValueFactory = _ => DefaultTable, HelpName = "NAME" };

    /// <summary>Makes the verb.</summary>
    public ExportVerb()
        : base("export", "Writes a model as ONNX, PMML or SQL.")
    {
        _format.AcceptOnlyFromAmong(Onnx, Pmml, Sql);
        _table.Validators.Add(table =>
        {
            if (!table.Implicit && string.IsNullOrEmpty(table.GetValueOrDefault<string>()))
            {
                table.AddError("Expected a name after --table.");
            }
        });
    }

    /// <inheritdoc/>
    protected override void AddOptions(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(_model);
        command.Add(_format);
        command.Add(_output);
        command.Add(_table);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_table) is { Implicit: false } && result.GetResult(_format) is { Tokens: [var format] } && format.Value != Sql)
            {
                result.AddError($"--table belongs to --format {Sql}; leave it out, since {format.Value} reads no table.");
            }
        });
    }

    /// <inheritdoc/>
    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        string modelPath = arguments.GetRequiredValue(_model), path = arguments.GetRequiredValue(_output), format = arguments.GetRequiredValue(_format);
        AtomicFile.RequireWritable(path, modelPath);
        CreditModel model = ScoreVerb.Load(modelPath).Model;
        AtomicFile.Write(path, temporary =>
        {
            using FileStream file = File.Create(temporary);
            Write(model, format, arguments.GetRequiredValue(_table), file);
        });
        string written = format switch
        {
            Onnx => "an ONNX graph",
            Pmml => PointsTable.Fits(model) ? "a PMML scorecard" : "a PMML regression",
            _ => "SQL",
        };
        output.WriteResult($"{path}: the model of '{model.Provenance.Scenario}' as {written} with {model.Inputs.Count} {(model.Inputs.Count == 1 ? "input" : "inputs")}.");
        if (format == Pmml && PmmlExport.ReasonFault(model) is { } fault)
        {
            output.WriteMessage($"The document gives no reasons. {fault}");
        }

        return Task.CompletedTask;
    }

    private static void Write(CreditModel model, string format, string table, FileStream file)
    {
        switch (format)
        {
            case Onnx:
                OnnxExport.Write(model, file);
                break;
            case Pmml:
                WritePmml(model, file);
                break;
            default:
                file.Write(Encoding.UTF8.GetBytes(SqlExport.Query(model, table) + ";\n"));
                break;
        }
    }

    private static void WritePmml(CreditModel model, FileStream file)
    {
        try
        {
            PmmlExport.Write(model, file);
        }
        catch (ArgumentException fault)
        {
            throw new HarnessException(ExitCode.Usage, $"The model cannot be written as PMML: {fault.Message}", fault);
        }
    }
}
