Console.WriteLine("webp2p benchmarks");
