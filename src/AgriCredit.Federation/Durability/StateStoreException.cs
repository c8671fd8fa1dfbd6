namespace AgriCredit.Federation;

/// <summary>A store could not be opened, read or written.</summary>
/// <remarks>A member whose store failed stops at once: it must not send what it could not write.</remarks>
public sealed class StateStoreException : Exception
{
    /// <summary>Describes the failure.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public StateStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
