namespace AgriCredit;

/// <summary>An entry of the reason code catalogue: a code and what it says in English and Chinese.</summary>
/// <remarks>Texts name the specific characteristic and what is wrong with it, as 12 CFR 1002.9(b)(2) asks of a notice of adverse action; "insufficient score" is no reason.</remarks>
public sealed class ReasonText
{
    /// <summary>The locale of <see cref="English"/>.</summary>
    public const string EnglishLocale = "en";

    /// <summary>The locale of <see cref="Chinese"/>.</summary>
    public const string ChineseLocale = "zh-CN";

    private const int LongestCode = 64;

    /// <summary>Makes an entry.</summary>
    /// <param name="code">1 to 64 printable characters without <c>;</c>, which separates codes in files. One code belongs to one group of features.</param>
    /// <param name="english">What it says in English; 1 to 256 characters.</param>
    /// <param name="chinese">What it says in simplified Chinese; 1 to 256 characters.</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public ReasonText(string code, string english, string chinese)
    {
        Code = Require.Text(code, nameof(code));
        English = Require.Text(english, nameof(english));
        Chinese = Require.Text(chinese, nameof(chinese));
        if (code.Length > LongestCode || code.Contains(';', StringComparison.Ordinal))
        {
            throw new ArgumentException($"A reason's {nameof(code)} has at most {LongestCode} characters and no ';'.", nameof(code));
        }
    }

    private ReasonText((string Code, string English, string Chinese) made) => (Code, English, Chinese) = made;

    /// <summary>The code.</summary>
    public string Code { get; }

    /// <summary>The text in English.</summary>
    public string English { get; }

    /// <summary>The text in simplified Chinese.</summary>
    public string Chinese { get; }

    /// <summary>The text for a locale.</summary>
    /// <param name="locale">A language tag: Chinese (<c>zh</c> and every tag that starts with <c>zh-</c>) gets <see cref="Chinese"/>, every other <see cref="English"/>.</param>
    public string In(string locale)
    {
        ArgumentNullException.ThrowIfNull(locale);
        bool chinese = locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) && (locale.Length == 2 || locale[2] is '-' or '_');
        return chinese ? Chinese : English;
    }

    /// <summary>An entry made of a feature's name, which may be as long as a text may be.</summary>
    internal static ReasonText Default(string code, string english, string chinese) => new((code, english, chinese));
}
