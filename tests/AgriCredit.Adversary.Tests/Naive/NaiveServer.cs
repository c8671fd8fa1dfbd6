using System.Net;
using System.Net.Sockets;

namespace AgriCredit.Adversary.Tests;

/// <summary>The mistakes: one connection at a time, no limit of time, and memory for whatever length a frame claims.</summary>
internal sealed class NaiveServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private long _allocated;

    public NaiveServer()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>The bytes that frames made it allocate.</summary>
    public long Allocated => Interlocked.Read(ref _allocated);

    public void Dispose()
    {
        _listener.Stop();
        _ = _serving.Exception;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            NetworkStream stream = client.GetStream();
            try
            {
                byte[] length = new byte[sizeof(int)];
                await stream.ReadExactlyAsync(length);
                byte[] frame = new byte[BitConverter.ToInt32(length)];
                Interlocked.Add(ref _allocated, frame.Length);
                await stream.ReadExactlyAsync(frame);
                await stream.WriteAsync(frame.AsMemory(0, 1));
            }
            catch (IOException)
            {
                // The client left.
            }
        }
    }
}
