namespace AgriCredit.Harness.Hosting;

/// <summary>How a member writes its log.</summary>
internal enum LogFormat
{
    /// <summary>Sentences, for people.</summary>
    Text,

    /// <summary>One JSON object a line, for machines.</summary>
    Json,
}
