using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AgriCredit.Generators;

/// <summary>Implements <c>IApplicantRecord</c> for partial types that carry <c>ApplicantRecordAttribute</c>.</summary>
/// <remarks>What it makes of a type depends on that type's declaration alone, so an edit elsewhere costs nothing; its outputs are compared as text.</remarks>
[Generator]
public sealed class ApplicantRecordGenerator : IIncrementalGenerator
{
    private const string Attribute = "AgriCredit.ApplicantRecordAttribute";

    void IIncrementalGenerator.Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<RecordOutput> records = context.SyntaxProvider.ForAttributeWithMetadataName(
            Attribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, cancellationToken) => Read(found, cancellationToken));
        context.RegisterSourceOutput(records, static (output, record) =>
        {
            foreach (RecordFault fault in record.Faults)
            {
                output.ReportDiagnostic(fault.ToDiagnostic());
            }

            if (record.Source.Length > 0)
            {
                output.AddSource(record.HintName, SourceText.From(record.Source, Encoding.UTF8));
            }
        });
    }

    private static RecordOutput Read(GeneratorAttributeSyntaxContext found, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)found.TargetSymbol;
        ImmutableArray<RecordFault>.Builder faults = ImmutableArray.CreateBuilder<RecordFault>();
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            bool partial = part.DeclaringSyntaxReferences.All(reference =>
                reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(modifier => modifier.Text == "partial"));
            if (!partial || part.IsGenericType)
            {
                faults.Add(new RecordFault(RecordFaults.Shape, type, part.Name));
            }
        }

        List<InputProperty> inputs = InputProperty.Of(type, faults);
        if (inputs.Count == 0 && faults.Count == 0)
        {
            faults.Add(new RecordFault(RecordFaults.NoInput, type, type.Name));
        }

        foreach (IGrouping<string, InputProperty> same in inputs.GroupBy(input => input.Input).Where(group => group.Count() > 1))
        {
            faults.Add(new RecordFault(RecordFaults.SameInput, same.Last().Symbol, same.First().Name, same.Last().Name, same.Key));
        }

        string source = faults.Count == 0 ? RecordSource.Write(type, inputs) : "";
        return new RecordOutput($"{type.ToDisplayString().Replace('<', '_').Replace('>', '_')}.ApplicantRecord.g.cs", source, faults.ToImmutable());
    }
}
