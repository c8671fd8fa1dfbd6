using System.Buffers;
using System.Text.Json;

namespace AgriCredit.AspNetCore;

/// <summary>Scores rows of a batch one after the other and writes their answers. One is used by one thread at a time.</summary>
internal sealed class BatchScorer
{
    private const int RoomOfFigures = 64 + TextInRoom.RoomOfLong + (2 * ShortestDecimal.Room);

    private readonly ServedModel _model;
    private readonly BatchFormat _format;
    private readonly ScoringMetrics _metrics;

    // By the number of what they say, with a comma in front.
    private readonly byte[]?[] _reasons;

    internal BatchScorer(ServedModel model, BatchFormat format, ScoringMetrics metrics)
    {
        _model = model;
        _format = format;
        _metrics = metrics;
        _reasons = new byte[model.Scorer.Model.Ranking.TextCount][];
    }

    /// <summary>Scores the rows of a chunk.</summary>
    internal void Score(ReadOnlySpan<byte> data, IReadOnlyList<RowExtent> rows, ByteBuffer answers)
    {
        ApplicantScorer applicants = _model.Rent();
        try
        {
            _metrics.Scored(Score(applicants, data, rows, answers));
        }
        finally
        {
            _model.Return(applicants);
        }
    }

    /// <summary>Writes the answer to a row that is not scored.</summary>
    internal void WriteFaults(ByteBuffer answers, long number, IReadOnlyList<Fault> faults)
    {
        Begin(answers, number);
        using (var writer = new Utf8JsonWriter(answers, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("row"u8, number);
            Fault.Write(writer, faults);
            writer.WriteEndObject();
        }

        End(answers);
    }

    private int Score(ApplicantScorer applicants, ReadOnlySpan<byte> data, IReadOnlyList<RowExtent> rows, ByteBuffer answers)
    {
        int scored = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            RowExtent row = rows[i];
            IReadOnlyList<Fault>? faults;
            CreditScore score = default;
            ReadOnlySpan<ReasonCode> reasons = default;
            if (row.Length == RowExtent.TooLong)
            {
                faults = [new Fault(null, FaultReason.TooLarge, $"The row has more than {_format.LongestRow} bytes.")];
            }
            else
            {
                faults = applicants.TryScore(data.Slice(row.Start, row.Length), _format.Reasons != ReasonDetail.None, out score, out reasons);
            }

            if (faults is null)
            {
                scored++;
                WriteScore(answers, row.Number, score, reasons);
            }
            else
            {
                WriteFaults(answers, row.Number, faults);
                _metrics.Refused(faults);
            }
        }

        return scored;
    }

    private void WriteScore(ByteBuffer answers, long number, in CreditScore score, ReadOnlySpan<ReasonCode> reasons)
    {
        Begin(answers, number);
        var figures = new TextInRoom(answers.GetSpan(RoomOfFigures));
        figures.Add("{\"row\":"u8);
        figures.Add(number);
        figures.Add(",\"pd\":"u8);
        figures.Add(score.ProbabilityOfDefault.Value);
        figures.Add(",\"points\":"u8);
        figures.Add(score.Points.Value);
        if (_model.CutOffPoints is { } cutOff)
        {
            figures.Add(score.Points.Value >= cutOff ? ",\"approved\":true"u8 : ",\"approved\":false"u8);
        }

        answers.Advance(figures.Length);
        if (_format.Reasons != ReasonDetail.None && _model.Scorer.CanExplain)
        {
            answers.Add(",\"reasons\":["u8);
            for (int i = 0; i < reasons.Length; i++)
            {
                answers.Add(InJson(reasons[i]).AsSpan(i == 0 ? 1 : 0));
            }

            answers.Add("]"u8);
        }

        answers.Add("}"u8);
        End(answers);
    }

    private void Begin(ByteBuffer answers, long number)
    {
        if (_format.IsArray && number > 0)
        {
            answers.Add((byte)',');
        }
    }

    private void End(ByteBuffer answers)
    {
        if (!_format.IsArray)
        {
            answers.Add((byte)'\n');
        }
    }

    private byte[] InJson(in ReasonCode reason) => _reasons[reason.TextNumber] ??= Write(reason);

    private byte[] Write(in ReasonCode reason)
    {
        using var buffer = new ByteBuffer(capacity: 256, ArrayPool<byte>.Shared);
        buffer.Add((byte)',');
        using (var writer = new Utf8JsonWriter(buffer, Answer.WriterOptions))
        {
            if (_format.Reasons == ReasonDetail.Codes)
            {
                writer.WriteStringValue(reason.Code);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("code"u8, reason.Code);
                writer.WriteString("text"u8, reason.TextIn(_format.Locale));
                writer.WriteEndObject();
            }
        }

        return buffer.Written.ToArray();
    }
}
