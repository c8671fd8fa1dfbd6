using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace AgriCredit.Generators;

/// <summary>A property that is an input of the model.</summary>
internal sealed class InputProperty
{
    private InputProperty(IPropertySymbol symbol, ITypeSymbol type, bool isNullable, string input, string? unit)
    {
        Symbol = symbol;
        Type = type;
        IsNullable = isNullable;
        Input = input;
        Unit = unit;
    }

    public IPropertySymbol Symbol { get; }

    /// <summary>The type without its nullability.</summary>
    public ITypeSymbol Type { get; }

    public bool IsNullable { get; }

    public string Name => Symbol.Name;

    public string Input { get; }

    public string? Unit { get; }

    public bool IsCategory => Type.TypeKind == TypeKind.Enum || Type.SpecialType == SpecialType.System_String;

    /// <summary>The inputs of a type, its own before its base's.</summary>
    internal static List<InputProperty> Of(INamedTypeSymbol type, ImmutableArray<RecordFault>.Builder faults)
    {
        List<InputProperty> inputs = [];
        var names = new HashSet<string>();
        for (INamedTypeSymbol? part = type; part is { SpecialType: not SpecialType.System_Object }; part = part.BaseType)
        {
            foreach (IPropertySymbol property in part.GetMembers().OfType<IPropertySymbol>())
            {
                bool readable = property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public };
                if (!readable || property.ExplicitInterfaceImplementations.Length > 0 || Find(property, "NotAnInputAttribute") is not null || !names.Add(property.Name))
                {
                    continue;
                }

                bool nullableValue = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
                ITypeSymbol plain = nullableValue ? ((INamedTypeSymbol)property.Type).TypeArguments[0] : property.Type;
                if (!CanBeInput(plain))
                {
                    faults.Add(new RecordFault(RecordFaults.WrongType, property, property.Name, property.Type.ToDisplayString()));
                    continue;
                }

                AttributeData? attribute = Find(property, "ApplicantInputAttribute");
                string? name = attribute?.ConstructorArguments.FirstOrDefault().Value as string;
                string? unit = attribute?.NamedArguments.FirstOrDefault(argument => argument.Key == "Unit").Value.Value as string;
                inputs.Add(new InputProperty(property, plain, nullableValue, string.IsNullOrEmpty(name) ? InSnakeCase(property.Name) : name!, unit));
            }
        }

        return inputs;
    }

    /// <summary>TermMonths as term_months, GDPPerHead as gdp_per_head.</summary>
    internal static string InSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            bool upper = char.IsUpper(name[i]);
            bool startsWord = upper && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static bool CanBeInput(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType is
        SpecialType.System_Boolean or SpecialType.System_String or SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal
        or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64;

    private static AttributeData? Find(IPropertySymbol property, string name) => property.GetAttributes().FirstOrDefault(attribute =>
        attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == "AgriCredit");
}
