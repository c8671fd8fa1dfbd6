namespace AgriCredit;

/// <summary>Why a model file was refused.</summary>
public enum ModelFileFault
{
    /// <summary>The file is larger than <see cref="ModelFile.MaximumBytes"/>; no more than that was read.</summary>
    TooLarge,

    /// <summary>The file is not JSON in UTF-8, repeats a key, or nests deeper than a model file does.</summary>
    Syntax,

    /// <summary>The file's format version is not one this library reads.</summary>
    UnknownVersion,

    /// <summary>The content is not what its SHA-256 was taken over: it was changed after it was written.</summary>
    DigestMismatch,

    /// <summary>A key is missing or unknown, or a value has the wrong type or breaks a rule of the model.</summary>
    InvalidContent,

    /// <summary>A golden vector scores otherwise here than where the file was written.</summary>
    GoldenVectorMismatch,

    /// <summary>The detached signature is not one of the given key over the file's bytes.</summary>
    InvalidSignature,
}
