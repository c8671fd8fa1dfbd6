using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace AgriCredit.Native;

/// <summary>The functions of agricredit.h. No exception leaves them: a C caller could not catch it.</summary>
internal static unsafe class Exports
{
    private const int Ok = 0;
    private const int BadArgument = 1;
    private const int BadModel = 2;
    private const int Refused = 3;
    private const int Internal = 4;

    [UnmanagedCallersOnly(EntryPoint = "agricredit_load", CallConvs = [typeof(CallConvCdecl)])]
    public static int Load(byte* path, void** model, byte* error, nuint errorSize)
    {
        if (path is null || model is null)
        {
            return Fail(BadArgument, "path and model are not null.", error, errorSize);
        }

        *model = null;
        try
        {
            CreditScorer scorer = CreditScorer.Load(Marshal.PtrToStringUTF8((nint)path)!);
            *model = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(scorer));
            return Ok;
        }
        catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Fail(BadModel, exception.Message, error, errorSize);
        }
#pragma warning disable CA1031 // No exception may leave.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(Internal, exception.GetType().Name, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "agricredit_input_count", CallConvs = [typeof(CallConvCdecl)])]
    public static nuint InputCount(void* model) => model is null ? 0 : (nuint)Scorer(model).Inputs.Count;

    [UnmanagedCallersOnly(EntryPoint = "agricredit_input_name", CallConvs = [typeof(CallConvCdecl)])]
    public static int InputName(void* model, nuint index, byte* name, nuint size)
    {
        if (model is null || name is null || size == 0 || index >= (nuint)Scorer(model).Inputs.Count)
        {
            return BadArgument;
        }

        Write(Scorer(model).Inputs[(int)index], name, size);
        return Ok;
    }

    [UnmanagedCallersOnly(EntryPoint = "agricredit_score", CallConvs = [typeof(CallConvCdecl)])]
    public static int Score(void* model, double* values, nuint count, NativeScore* score, byte* error, nuint errorSize)
    {
        if (model is null || score is null || (values is null && count > 0))
        {
            return Fail(BadArgument, "model, values and score are not null.", error, errorSize);
        }

        CreditScorer scorer = Scorer(model);
        if (count != (nuint)scorer.Inputs.Count)
        {
            return Fail(BadArgument, $"The model has {scorer.Inputs.Count} inputs; got {count} values.", error, errorSize);
        }

        try
        {
            CreditScore result = scorer.Score(new ReadOnlySpan<double>(values, (int)count));
            *score = new NativeScore(result.ProbabilityOfDefault.Value, result.Points.Value, result.Logit);
            return Ok;
        }
        catch (ArgumentException exception)
        {
            return Fail(Refused, exception.Message, error, errorSize);
        }
#pragma warning disable CA1031 // No exception may leave.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(Internal, exception.GetType().Name, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "agricredit_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(void* model)
    {
        if (model is not null)
        {
            GCHandle.FromIntPtr((nint)model).Free();
        }
    }

    private static CreditScorer Scorer(void* model) => (CreditScorer)GCHandle.FromIntPtr((nint)model).Target!;

    private static int Fail(int code, string message, byte* error, nuint size)
    {
        if (error is not null && size > 0)
        {
            Write(message, error, size);
        }

        return code;
    }

    /// <summary>Writes a text and its zero, cut before a character that has no room.</summary>
    private static void Write(string text, byte* destination, nuint size)
    {
        var room = new Span<byte>(destination, (int)nuint.Min(size, int.MaxValue));
        Utf8.FromUtf16(text, room[..^1], out _, out int written);
        room[written] = 0;
    }

    /// <summary>agricredit_score_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct NativeScore(double Probability, double Points, double Logit);
}
