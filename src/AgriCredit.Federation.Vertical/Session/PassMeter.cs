namespace AgriCredit.Federation.Vertical;

/// <summary>Measures the passes of a fit at one member, one after the other from when it is made.</summary>
internal sealed class PassMeter
{
    private readonly List<JointPass> _course = [];
    private readonly JointMemberOptions _options;
    private readonly CountedMemberChannel _channel;
    private readonly int _passes;
    private long _started;
    private long _sentBefore;

    /// <summary>Starts measuring.</summary>
    /// <param name="options">The member, with its clock and who else is told of a pass.</param>
    /// <param name="channel">Counts what the member sends.</param>
    /// <param name="passes">How many there will be.</param>
    public PassMeter(JointMemberOptions options, CountedMemberChannel channel, int passes)
    {
        _options = options;
        _channel = channel;
        _passes = passes;
        Start();
    }

    /// <summary>The finished passes.</summary>
    public IReadOnlyList<JointPass> Course => _course;

    /// <summary>Notes a finished pass; the next begins.</summary>
    public void Finish(int number)
    {
        var pass = new JointPass(number, _passes, _options.Clock.GetElapsedTime(_started), _channel.Traffic.BytesSent - _sentBefore);
        _course.Add(pass);
        _options.PassFinished?.Invoke(pass);
        Start();
    }

    private void Start()
    {
        _started = _options.Clock.GetTimestamp();
        _sentBefore = _channel.Traffic.BytesSent;
    }
}
