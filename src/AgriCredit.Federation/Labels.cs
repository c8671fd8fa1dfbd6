namespace AgriCredit.Federation;

/// <summary>The domain-separation labels of signatures and hashes of a session. Each serves one purpose; a test asserts that no two are equal, those of AgriCredit.Privacy included.</summary>
internal static class Labels
{
    /// <summary>What an envelope's signature covers.</summary>
    public const string Envelope = "agricredit/v1/envelope";

    /// <summary>T_0.</summary>
    public const string Session = "agricredit/v1/session";

    /// <summary>The salt of what two parties agree on.</summary>
    public const string Pair = "agricredit/v1/pair";

    /// <summary>T_r of a finished round.</summary>
    public const string Round = "agricredit/v1/round";

    /// <summary>The hash of a model's weights.</summary>
    public const string Model = "agricredit/v1/model";

    /// <summary>The hash of a set-up round's constants.</summary>
    public const string Constants = "agricredit/v1/constants";

    /// <summary>The hash that identifies a party's rows in its own records.</summary>
    public const string Rows = "agricredit/v1/rows";

    /// <summary>T_r of a round without a sum.</summary>
    public const string Abort = "agricredit/v1/abort";

    /// <summary>What a party signs when it agrees to the survivors of a round.</summary>
    public const string Survivors = "agricredit/v1/survivors";

    /// <summary>The hash by which a coordinator recognises the terms of a session that it resumes.</summary>
    public const string Terms = "agricredit/v1/terms";

    /// <summary>The salt of what two members of a joint fit agree on.</summary>
    public const string Joint = "agricredit/v1/joint";

    /// <summary>The hash by which a party recognises an applicant whom it was asked about.</summary>
    public const string Applicant = "agricredit/v1/applicant";
    public const string Scored = "agricredit/v1/scored";
}
