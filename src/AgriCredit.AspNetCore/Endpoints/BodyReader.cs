using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgriCredit.AspNetCore;

/// <summary>Bounds bodies, and reads short ones whole.</summary>
internal static class BodyReader
{
    /// <summary>Raises the server's own limit to that of the endpoint where it is lower, and refuses a body that states to be longer.</summary>
    /// <remarks>A higher limit of the server is left: with it, the server reads away what is left of a refused body, so that the client gets its answer and not a reset connection.</remarks>
    /// <exception cref="RefusalException">The body states to be longer.</exception>
    internal static void Bound(HttpContext context, long most)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature && feature.MaxRequestBodySize < most)
        {
            feature.MaxRequestBodySize = most;
        }

        if (context.Request.ContentLength > most)
        {
            throw TooLarge(most);
        }
    }

    /// <summary>Lifts the server's own limit for a body whose reader counts its bytes, and refuses one that states to be longer. The server counts the frames of chunks too, and would end a body of many small chunks that is not too long.</summary>
    /// <exception cref="RefusalException">The body states to be longer.</exception>
    internal static void BoundByReader(HttpContext context, long most)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null;
        }

        if (context.Request.ContentLength > most)
        {
            throw TooLarge(most);
        }
    }

    internal static RefusalException TooLarge(long most) =>
        new(StatusCodes.Status413PayloadTooLarge, FaultReason.TooLarge, $"The body has more than {most} bytes.");

    /// <summary>Reads a whole body and has it looked at before its memory goes back.</summary>
    /// <exception cref="RefusalException">The body is longer than allowed.</exception>
    internal static async ValueTask<T> ReadAsync<T>(HttpContext context, int most, Func<ReadOnlyMemory<byte>, T> use)
    {
        Bound(context, most);
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            ReadOnlySequence<byte> content = result.Buffer;
            if (content.Length > most)
            {
                reader.AdvanceTo(content.End);
                throw TooLarge(most);
            }

            if (result.IsCompleted)
            {
                try
                {
                    return content.IsSingleSegment ? use(content.First) : UseCopy(content, use);
                }
                finally
                {
                    reader.AdvanceTo(content.End);
                }
            }

            reader.AdvanceTo(content.Start, content.End);
        }
    }

    private static T UseCopy<T>(in ReadOnlySequence<byte> content, Func<ReadOnlyMemory<byte>, T> use)
    {
        int length = (int)content.Length;
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        try
        {
            content.CopyTo(copy);
            return use(copy.AsMemory(0, length));
        }
        finally
        {
            // The pool is everybody's, and these are an applicant's values.
            ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        }
    }
}
