namespace AgriCredit.AspNetCore;

/// <summary>How much a batch says about reasons.</summary>
internal enum ReasonDetail
{
    None,
    Codes,
    Texts,
}
