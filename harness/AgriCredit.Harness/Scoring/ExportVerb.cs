using System.CommandLine;
using System.Text;
using AgriCredit.Export;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;

namespace AgriCredit.Harness.Scoring;

/// <summary><c>export</c>: a model for other scoring engines.</summary>
internal sealed class ExportVerb : Verb
{
    private const string Onnx = "onnx", Sql = "sql", DefaultTable = "applicants";

    private readonly Option<string> _model = new("--model") { Description = "The model: model.json of a run.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _format = new("--format") { Description = "onnx: a graph in double precision; sql: a query for PostgreSQL or DuckDB.", Required = true, HelpName = "FORMAT" };
    private readonly Option<string> _output = new("--output") { Description = "The file to write.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _table = new("--table") { Description = "With sql: the table that holds the applicants.", DefaultValueFactory = _ => DefaultTable, HelpName = "NAME" };

    /// <summary>Makes the verb.</summary>
    public ExportVerb()
        : base("export", "Writes a model as ONNX or SQL.")
    {
        _format.AcceptOnlyFromAmong(Onnx, Sql);
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
    }

    /// <inheritdoc/>
    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        string modelPath = arguments.GetRequiredValue(_model), path = arguments.GetRequiredValue(_output), format = arguments.GetRequiredValue(_format);
        if (Path.GetFullPath(modelPath) == Path.GetFullPath(path))
        {
            throw new HarnessException(ExitCode.Usage, $"--output would overwrite '{modelPath}', which is read. Name another file.");
        }

        CreditModel model = ScoreVerb.Load(modelPath).Model;
        AtomicFile.RequireWritable(path);
        AtomicFile.Write(path, temporary =>
        {
            using FileStream file = File.Create(temporary);
            if (format == Onnx)
            {
                OnnxExport.Write(model, file);
            }
            else
            {
                file.Write(Encoding.UTF8.GetBytes(SqlExport.Query(model, arguments.GetRequiredValue(_table)) + ";\n"));
            }
        });
        output.WriteResult($"{path}: the model of '{model.Provenance.Scenario}' as {(format == Onnx ? "an ONNX graph" : "SQL")} with {model.Inputs.Count} {(model.Inputs.Count == 1 ? "input" : "inputs")}.");
        return Task.CompletedTask;
    }
}
