-- Wilson's 95 % score interval of k successes in n trials, as a struct (low, high); null where nothing was tried.
-- takes: k, n
case
    when n > 0 then struct_pack(
        low := (k / n + 1.9207294103470763 / n
            - 1.959963984540054 * sqrt(k / n * (1 - k / n) / n + 0.9603647051735382 / (n * n)))
            / (1 + 3.8414588206941526 / n),
        high := (k / n + 1.9207294103470763 / n
            + 1.959963984540054 * sqrt(k / n * (1 - k / n) / n + 0.9603647051735382 / (n * n)))
            / (1 + 3.8414588206941526 / n)
    )
end
