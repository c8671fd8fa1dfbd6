namespace AgriCredit.AspNetCore.Tests.Support;

/// <summary>A fact that needs a browser; skipped, saying what is missing, where none is installed.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Browser.Missing;
}
