using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace AgriCredit.AspNetCore;

/// <summary>One batch on its way through: rows are found as they arrive, scored in chunks on as many threads as there are processors, and answered in their order.</summary>
/// <remarks>Answers go out while rows still come in. A client that reads nothing before it has sent everything, as many do over HTTP/1.1, is served all the same as long as no more than
/// <see cref="CreditScoringOptions.MaximumPendingBytes"/> of answers wait for it; beyond, the service reads on only as the client does, and gives up one that takes nothing for
/// <see cref="CreditScoringOptions.StallTimeout"/>: each would wait for the other for ever.</remarks>
internal sealed class BatchRun : IDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private const int AnswerBytes = 64 * 1024;

    // A faulty row of two bytes is answered with up to 64 faults, some 10 KB: this many make a few MB for each processor. Rows of 23 numbers fill a chunk with two hundred.
    private const int MostRowsInChunk = 512;

    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(1);

    private readonly ServedModel _model;
    private readonly BatchFormat _format;
    private readonly ScoringMetrics _metrics;
    private readonly CreditScoringOptions _options;
    private readonly RowFramer _framer;
    private readonly ConcurrentBag<BatchScorer> _scorers = [];
    private readonly Channel<Task<ByteBuffer>> _answers = Channel.CreateUnbounded<Task<ByteBuffer>>(new() { SingleReader = true, SingleWriter = true });

    // Chunks that are scored or wait for it: as soon as a processor is free there is one, while the next are still copied and cut into rows.
    private readonly SemaphoreSlim _chunks = new(3 * Environment.ProcessorCount);
    private readonly SemaphoreSlim _sent = new(0);
    private long _pendingBytes;
    private readonly ArrayPool<byte> _pool;
    private byte[] _buffer;
    private int _filled;

    /// <summary>Prepares a batch.</summary>
    /// <param name="model">Scores it.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="metrics">Count it.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="pool">Where memory comes from and goes back to, cleared; the process's own if null.</param>
    internal BatchRun(ServedModel model, BatchFormat format, ScoringMetrics metrics, CreditScoringOptions options, ArrayPool<byte>? pool = null)
    {
        _pool = pool ?? ArrayPool<byte>.Shared;
        _buffer = _pool.Rent(ChunkBytes);
        _model = model;
        _format = format;
        _metrics = metrics;
        _options = options;
        _framer = format.IsArray ? new ArrayFramer(format.LongestRow) : new LineFramer(format.LongestRow);
    }

    /// <summary>Runs the batch.</summary>
    /// <param name="body">What comes in.</param>
    /// <param name="response">What goes out.</param>
    /// <param name="cancellationToken">The request was given up.</param>
    /// <exception cref="RefusalException">The client sends, but reads none of the answers.</exception>
    internal async Task RunAsync(PipeReader body, PipeWriter response, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = SendAsync(response, stop.Token);
        Task reading = ReadAsync(body, stop.Token);
        try
        {
            await await Task.WhenAny(sending, reading);
            await reading;
            await sending;
        }
        finally
        {
            // Whichever failed, the other ends too before the request does.
            await stop.CancelAsync();
            await Task.WhenAll(sending, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_answers.Reader.TryRead(out Task<ByteBuffer>? left))
            {
                // One that failed has no memory to give back.
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (left.IsCompletedSuccessfully)
                {
                    left.Result.Dispose();
                }
            }
        }
    }

    /// <summary>Gives the memory back; after <see cref="RunAsync"/> has ended.</summary>
    public void Dispose()
    {
        ByteBuffer.Return(_pool, _buffer, _buffer.Length);
        _chunks.Dispose();
        _sent.Dispose();
    }

    private async Task ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        long total = 0;
        bool isLast = false;
        try
        {
            while (!isLast && _framer.Broken is null)
            {
                if (!body.TryRead(out ReadResult result))
                {
                    result = await ReadOnAsync(body, cancellationToken);
                }

                ReadOnlySequence<byte> arrived = result.Buffer;
                int taken = (int)Math.Min(arrived.Length, _buffer.Length - _filled);
                arrived.Slice(0, taken).CopyTo(_buffer.AsSpan(_filled));
                _filled += taken;
                total += taken;
                isLast = result.IsCompleted && taken == arrived.Length;
                body.AdvanceTo(arrived.GetPosition(taken));
                if (total > _options.MaximumBatchBytes)
                {
                    EndTooLarge($"more than {_options.MaximumBatchBytes} bytes");
                    break;
                }

                if (isLast || _filled == _buffer.Length)
                {
                    await DispatchAsync(isLast, cancellationToken);
                    MakeRoom();
                }
            }

            if (_framer.Broken is { } fault)
            {
                EndWith(FaultReason.Syntax, $"The array cannot be read on here, as {fault}; rows from this on were not read.");
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge && !cancellationToken.IsCancellationRequested)
        {
            // A limit of the server's that the endpoint could not lift.
            EndTooLarge("more bytes than the server takes");
        }
        catch (Exception exception) when (exception is IOException or BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            EndWith(FaultReason.BrokenOff, "The body could not be read on here; rows from this on were not read.");
        }
        finally
        {
            _answers.Writer.Complete();
        }
    }

    // A socket brings some rows at a time: they wait for more, but for no more than a moment, so that a client may wait for the answer to one row before it sends the next.
    private async ValueTask<ReadResult> ReadOnAsync(PipeReader body, CancellationToken cancellationToken)
    {
        ValueTask<ReadResult> next = body.ReadAsync(cancellationToken);
        if (next.IsCompleted || _filled == 0)
        {
            return await next;
        }

        Task<ReadResult> arrival = next.AsTask();
        await Task.WhenAny(arrival, Task.Delay(Linger, cancellationToken));
        if (!arrival.IsCompleted)
        {
            await DispatchAsync(isLast: false, cancellationToken);
        }

        return await arrival;
    }

    // Takes the whole rows that there are out of the buffer and has them scored.
    private async Task DispatchAsync(bool isLast, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = new List<RowExtent>();
            int position = 0;
            while (rows.Count < MostRowsInChunk && _framer.TryNext(_buffer.AsSpan(0, _filled), isLast, ref position, out RowExtent row))
            {
                rows.Add(row);
            }

            bool isFull = rows.Count == MostRowsInChunk;
            int left = _filled - position;
            byte[] chunk = _buffer;
            if (rows.Count > 0)
            {
                await GrantAsync(cancellationToken);
                _buffer = _pool.Rent(Math.Max(ChunkBytes, left));
                chunk.AsSpan(position, left).CopyTo(_buffer);
                _answers.Writer.TryWrite(Task.Run(() => Score(chunk, position + left, rows), CancellationToken.None));
            }
            else
            {
                // What is behind was read too, and nobody counts it from here on.
                chunk.AsSpan(position, left).CopyTo(chunk);
                chunk.AsSpan(left, position).Clear();
            }

            _filled = left;
            if (!isFull)
            {
                return;
            }
        }
    }

    private async Task GrantAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _pendingBytes) > _options.MaximumPendingBytes)
        {
            if (!await _sent.WaitAsync(_options.StallTimeout, cancellationToken))
            {
                throw new RefusalException(
                    StatusCodes.Status408RequestTimeout, FaultReason.BrokenOff, $"No answers were read for {_options.StallTimeout.TotalSeconds} s while more rows were sent; read them while you send.");
            }
        }

        await _chunks.WaitAsync(cancellationToken);
    }

    private ByteBuffer Score(byte[] chunk, int used, List<RowExtent> rows)
    {
        var answers = new ByteBuffer(AnswerBytes, _pool);
        try
        {
            if (!_scorers.TryTake(out BatchScorer? scorer))
            {
                scorer = new BatchScorer(_model, _format, _metrics);
            }

            scorer.Score(chunk, rows, answers);
            _scorers.Add(scorer);
            Interlocked.Add(ref _pendingBytes, answers.Length);
            return answers;
        }
        finally
        {
            ByteBuffer.Return(_pool, chunk, used);
            _chunks.Release();
        }
    }

    private async Task SendAsync(PipeWriter response, CancellationToken cancellationToken)
    {
        if (_format.IsArray)
        {
            response.Write("["u8);
        }

        await foreach (Task<ByteBuffer> next in _answers.Reader.ReadAllAsync(cancellationToken))
        {
            using ByteBuffer answers = await next;
            await response.WriteAsync(answers.Written, cancellationToken);
            Interlocked.Add(ref _pendingBytes, -answers.Length);
            _sent.Release();
        }

        if (_format.IsArray)
        {
            response.Write("]"u8);
        }

        await response.FlushAsync(cancellationToken);
    }

    private void EndTooLarge(string size) => EndWith(FaultReason.TooLarge, $"The batch has {size}; this row and those after it were not read.");

    private void EndWith(string reason, string message)
    {
        Fault[] faults = [new Fault(null, reason, message)];
        var answers = new ByteBuffer(AnswerBytes, _pool);
        new BatchScorer(_model, _format, _metrics).WriteFaults(answers, _framer.NextNumber, faults);
        _metrics.Refused(faults);
        Interlocked.Add(ref _pendingBytes, answers.Length);
        _answers.Writer.TryWrite(Task.FromResult(answers));
    }

    // A row may be longer than a chunk.
    private void MakeRoom()
    {
        if (_filled < _buffer.Length)
        {
            return;
        }

        byte[] larger = _pool.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ByteBuffer.Return(_pool, _buffer, _filled);
        _buffer = larger;
    }
}
