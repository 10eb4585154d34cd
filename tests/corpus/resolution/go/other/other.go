package other

func Helper() int {
	return 3
}

func len(values []int) int {
	return 0
}
