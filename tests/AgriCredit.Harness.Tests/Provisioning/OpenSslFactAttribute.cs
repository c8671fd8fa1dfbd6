namespace AgriCredit.Harness.Tests.Provisioning;

/// <summary>A test that needs the openssl command, and is skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute()
    {
        if (!OpenSsl.IsAvailable)
        {
            Skip = "The command 'openssl' is not there.";
        }
    }
}
