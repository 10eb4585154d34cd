package program

func triage(items []int, limit int) int {
	total := 0
	for _, item := range items {
		if item > limit && item != 0 || item < 0 {
			total += 1
		} else if item == limit {
			for total > limit {
				total -= 1
			}
		} else {
			total = 0
		}
	}
	return total
}

func named(kind int) string {
	switch kind {
	case 1:
		return "one"
	case 2:
		return "two"
	default:
		return "many"
	}
}

func factorial(n int) int {
	if n < 2 {
		return 1
	}
	return n * factorial(n-1)
}
