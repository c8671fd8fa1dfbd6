using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace AgriCredit.Adversary.Tests;

/// <summary>The list is complete both ways, and the page for readers is the list.</summary>
public sealed class AttackCatalogueTests
{
    private static readonly AttackAttribute[] Shown =
        [.. typeof(AttackCatalogue).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(IsTest).SelectMany(method => method.GetCustomAttributes<AttackAttribute>())];

    [Fact]
    public void EveryAttack_IsShownToSucceedAgainstTheMistakeAndToFailAgainstTheProduct()
    {
        foreach (Attack attack in AttackCatalogue.All)
        {
            Assert.True(Shown.Any(test => test.Name == attack.Name && test.Against == Against.Naive), $"'{attack.Name}' is not shown to succeed.");
            Assert.True(Shown.Any(test => test.Name == attack.Name && test.Against == Against.Ours), $"'{attack.Name}' is not shown to fail.");
        }

        Assert.Equal(AttackCatalogue.All.Count, AttackCatalogue.All.Select(attack => attack.Name).Distinct().Count());
        Assert.All(Shown, test => Assert.Contains(AttackCatalogue.All, attack => attack.Name == test.Name));
    }

    [Fact]
    public void Page_IsTheCatalogue()
    {
        string path = PagePath();
        string expected = Render();
        if (Environment.GetEnvironmentVariable("AGRICREDIT_WRITE_ATTACKS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(
            expected == File.ReadAllText(path).ReplaceLineEndings("\n"),
            "ATTACKS.md is not what the catalogue says; run the tests once with AGRICREDIT_WRITE_ATTACKS=1 and commit it.");
    }

    private static string Render()
    {
        var page = new StringBuilder();
        page.Append("# Attacks\n\nEach is a test that succeeds against a small implementation of the mistake and fails against AgriCredit. ");
        page.Append("Rendered from `AttackCatalogue`; a test compares.\n\n| attack | by | against the mistake | against AgriCredit |\n|---|---|---|---|\n");
        foreach (Attack attack in AttackCatalogue.All)
        {
            page.Append('|').Append(' ').AppendJoin(" | ", attack.Name, attack.Attacker, attack.Naive, attack.Ours).Append(" |\n");
        }

        return page.ToString();
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes<FactAttribute>().Any();

    private static string PagePath([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "ATTACKS.md");
}
