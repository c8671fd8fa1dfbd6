using AgriCredit.Benchmarks.Budgets;
using AgriCredit.Benchmarks.Suite;
using BenchmarkDotNet.Running;

if (args is [BudgetsVerb.Name, .. string[] rest])
{
    return BudgetsVerb.Run(rest, Console.Out, Console.Error);
}

BenchmarkSwitcher.FromAssembly(typeof(SuiteConfig).Assembly).Run(args, new SuiteConfig());
return 0;
