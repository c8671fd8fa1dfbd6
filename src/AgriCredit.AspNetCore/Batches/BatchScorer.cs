using System.Buffers;
using System.Text.Json;

namespace AgriCredit.AspNetCore;

/// <summary>Scores rows of a batch one after the other and writes their answers. One is used by one thread at a time.</summary>
internal sealed class BatchScorer
{
    private readonly ServedModel _model;
    private readonly BatchFormat _format;
    private readonly ScoringMetrics _metrics;

    // By the text itself, not what it says: a model has few of them, and each is one object.
    private readonly Dictionary<object, byte[]> _reasons = new(ReferenceEqualityComparer.Instance);

    internal BatchScorer(ServedModel model, BatchFormat format, ScoringMetrics metrics)
    {
        _model = model;
        _format = format;
        _metrics = metrics;
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
        answers.Add("{\"row\":"u8);
        answers.Add(number);
        answers.Add(",\"pd\":"u8);
        answers.Add(score.ProbabilityOfDefault.Value);
        answers.Add(",\"points\":"u8);
        answers.Add(score.Points.Value);
        if (_model.CutOffPoints is { } cutOff)
        {
            answers.Add(score.Points.Value >= cutOff ? ",\"approved\":true"u8 : ",\"approved\":false"u8);
        }

        if (_format.Reasons != ReasonDetail.None && _model.Scorer.CanExplain)
        {
            answers.Add(",\"reasons\":["u8);
            for (int i = 0; i < reasons.Length; i++)
            {
                if (i > 0)
                {
                    answers.Add((byte)',');
                }

                answers.Add(InJson(reasons[i]));
            }

            answers.Add((byte)']');
        }

        answers.Add((byte)'}');
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

    private byte[] InJson(in ReasonCode reason)
    {
        string key = _format.Reasons == ReasonDetail.Codes ? reason.Code : reason.Text;
        if (!_reasons.TryGetValue(key, out byte[]? text))
        {
            text = Write(reason);
            _reasons.Add(key, text);
        }

        return text;
    }

    private byte[] Write(in ReasonCode reason)
    {
        using var buffer = new ByteBuffer(capacity: 256, ArrayPool<byte>.Shared);
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
