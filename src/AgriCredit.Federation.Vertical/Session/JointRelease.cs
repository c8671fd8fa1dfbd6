namespace AgriCredit.Federation.Vertical;

/// <summary>What a joint fit gives to whom.</summary>
public enum JointRelease
{
    /// <summary>To each party the weights of its own columns; applicants are then scored together.</summary>
    Own,

    /// <summary>To every party the whole model.</summary>
    Joined,
}
